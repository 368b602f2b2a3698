import type { EventId } from "@foyer/contract/ids";
import type { Transaction } from "@foyer/db/database";
import { asJson, date, oid, runCommand } from "@foyer/db/raw-read";
import type { AppContext } from "../context.js";

/** From this conflict on a process asks for its turn: one may be chance. */
const ASKS_FROM = 2;
/** The longest pause of somebody who has asked, in milliseconds: shorter than the gap that others leave then. */
const LONGEST_PAUSE_MS = 30;
/** An ask is good for so long, in milliseconds: who asked may have died. */
const GOOD_FOR_MS = 2_000;

/**
 * Takes turns with other processes. Two that sell one event write the same document: whoever is writing makes the
 * other one's try a conflict, and goes on with its next group at once, so that one would sell everything while the
 * other's people wait. So who has met conflicts says so, and who sees that pauses after its group. The simulation
 * shows what it is worth (docs/scaling.md).
 */
export interface WriteLease {
  /** For the options of a group's transaction: asks for a turn when there were conflicts. */
  readonly onConflict: (conflicts: number) => Promise<number | undefined>;
  /** Whether another process asks for a turn at some of the group's events. */
  othersAsk(tx: Transaction): Promise<boolean>;
  /** Takes the own ask back, in the transaction that was the turn. */
  done(tx: Transaction): Promise<void>;
}

/** @param processId who asks */
export function openWriteLease(
  context: AppContext,
  processId: string,
  eventIds: readonly EventId[],
): WriteLease {
  let hasAsked = false;
  return {
    async onConflict(conflicts) {
      if (conflicts < ASKS_FROM) return undefined;
      if (!hasAsked) await ask(context, processId, eventIds);
      hasAsked = true;
      return LONGEST_PAUSE_MS;
    },
    async othersAsk(tx) {
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
    async done(tx) {
      if (!hasAsked) return;
      await runCommand(tx, { delete: "SaleTurn", deletes: [{ q: { _id: processId }, limit: 1 }] });
    },
  };
}

async function ask(
  { db, clock }: AppContext,
  processId: string,
  eventIds: readonly EventId[],
): Promise<void> {
  const expiresAt = date(new Date(clock.now().getTime() + GOOD_FOR_MS));
  const update = { $set: { eventIds: eventIds.map(oid), expiresAt } };
  const updates = [{ q: { _id: processId }, u: update, upsert: true }];
  // It is only a courtesy: without it the process goes on trying.
  await runCommand(db.prisma, { update: "SaleTurn", updates }).catch(() => {});
}
