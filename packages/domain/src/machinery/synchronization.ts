import type { Page } from "./pagination.js";

/** One page of changed rows. */
export interface ChangesPage<Row> extends Page<Row> {
  /** From when on the next synchronization has to ask. */
  readonly syncedUntil: Date;
}

/**
 * How much earlier than its start a synchronization is complete, in milliseconds: a transaction commits up to eleven
 * seconds after it has read its clock, and the clocks of processes differ by some seconds (decision 0046).
 */
const MARGIN_MS = 30_000;

/** @param began when the first page was read */
export function syncedUntil(began: Date): Date {
  return new Date(began.getTime() - MARGIN_MS);
}
