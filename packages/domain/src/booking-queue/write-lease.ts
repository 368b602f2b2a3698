import type { EventId } from "@foyer/contract/ids";
import type { Transaction } from "@foyer/db/database";
import { asJson, date, oid, runCommand } from "@foyer/db/raw-read";
import type { AppContext } from "../context.js";

/** From this conflict on a process requests the lease: one may be chance. */
const REQUESTED_FROM = 2;
/** The longest pause between tries after that, in milliseconds: shorter than the pause that others make then. */
const MAX_PAUSE_MS = 30;
/** A request for the lease lapses after this long, in milliseconds: its process may have died. */
const LAPSES_AFTER_MS = 2_000;

/**
 * Shares an event among processes. Two that sell one event write the same document: the one that writes turns the
 * other's try into a conflict, and goes on with its next batch at once, so that it would sell everything while the
 * other's requests wait. So a process that meets conflicts requests a write lease on its events, and whoever sees that
 * pauses after its batch. What it is worth is in docs/scaling.md.
 */
export interface WriteLease {
  /** For the options of a batch's transaction: requests the lease when there were conflicts. */
  readonly onConflict: (conflicts: number) => Promise<number | undefined>;
  /** Whether another process requests the lease on some of the batch's events. */
  isWantedByOthers(tx: Transaction): Promise<boolean>;
  /** Withdraws the own request, in the transaction that it was for. */
  release(tx: Transaction): Promise<void>;
}

type LeaseContext = Pick<AppContext, "db" | "clock">;

/** @param processId who requests it */
export function openWriteLease(
  context: LeaseContext,
  processId: string,
  eventIds: readonly EventId[],
): WriteLease {
  let isRequested = false;
  return {
    async onConflict(conflicts) {
      if (conflicts < REQUESTED_FROM) return undefined;
      if (!isRequested) await requestLease(context, processId, eventIds);
      isRequested = true;
      return MAX_PAUSE_MS;
    },
    async isWantedByOthers(tx) {
      const found = await tx.saleTurn.findRaw({
        filter: asJson({
          eventIds: { $in: eventIds.map(oid) },
          _id: { $ne: processId },
          expiresAt: { $gt: date(context.clock.now()) },
        }),
        options: { limit: 1, projection: { _id: 1 } },
      });
      return Array.isArray(found) && found.length > 0;
    },
    async release(tx) {
      if (!isRequested) return;
      await runCommand(tx, { delete: "SaleTurn", deletes: [{ q: { _id: processId }, limit: 1 }] });
    },
  };
}

async function requestLease(
  { db, clock }: LeaseContext,
  processId: string,
  eventIds: readonly EventId[],
): Promise<void> {
  const expiresAt = date(new Date(clock.now().getTime() + LAPSES_AFTER_MS));
  const update = { $set: { eventIds: eventIds.map(oid), expiresAt } };
  const updates = [{ q: { _id: processId }, u: update, upsert: true }];
  // Without it the process only goes on trying.
  await runCommand(db.prisma, { update: "SaleTurn", updates }).catch(() => {});
}
