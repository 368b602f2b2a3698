import type { EventId } from "@foyer/contract/ids";
import type { Transaction } from "@foyer/db/database";
import { asJson, date, oid, runCommand } from "@foyer/db/raw-commands";
import type { AppContext } from "../context.js";

/** The number of conflicts from which a process requests the lease; a single one may be chance. */
const REQUESTED_FROM = 2;
/**
 * The maximum pause between attempts after that, in milliseconds: shorter than the pause that other processes
 * then make.
 */
const MAX_PAUSE_MS = 30;
/** A request for the lease expires after this time, in milliseconds, in case its process has crashed. */
const LAPSES_AFTER_MS = 2_000;

/**
 * Shares an event between processes. Processes that sell the same event write the same document: the one that
 * commits causes a conflict for the other, and continues with its next batch at once, so that it could sell
 * everything while the other's requests wait. So a process that meets conflicts requests a write lease on its
 * events, and other processes then pause after a batch (docs/scaling.md).
 */
export interface WriteLease {
  /** For the options of a batch's transaction: requests the lease after conflicts. */
  readonly onConflict: (conflicts: number) => Promise<number | undefined>;
  /** Whether another process requests the lease on any of the batch's events. */
  isWantedByOthers(tx: Transaction): Promise<boolean>;
  /** Withdraws this process's request, in the transaction it was made for. */
  release(tx: Transaction): Promise<void>;
}

type LeaseContext = Pick<AppContext, "db" | "clock">;

/** @param processId the requesting process */
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
  // On failure the process only continues to retry.
  await runCommand(db.prisma, { update: "SaleTurn", updates }).catch(() => {});
}
