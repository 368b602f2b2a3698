import type { EventId } from "@foyer/contract/ids";
import type { Transaction } from "@foyer/db/database";
import { prepareInsert } from "@foyer/db/insert-many";
import { prepareReservations } from "../capacity/change-capacity.js";
import type { AppContext } from "../context.js";
import { versionCondition } from "../events/bookability.js";
import { announceEventChange } from "../events/event-changes.js";
import { deleteExpired } from "../idempotency/idempotency-record.js";
import { queueMailsAbout } from "../outbox/queue-mails.js";
import type { Decision } from "./decide-bookings.js";

/** A decision that has only to be sent. */
export interface BatchPlan {
  readonly decision: Decision;
  /** Whether there is anything to write: not when every request is refused or replayed. */
  readonly hasWrites: boolean;
  /**
   * Writes it: one conditional change of each event, and the bookings, log rows, mails and idempotency records in bulk.
   * What does not depend on each other is sent together: MongoDB carries a transaction's commands out one after the
   * other all the same, but without a round trip through this process's event loop in between.
   *
   * @throws StaleReadError, WriteRefusedError when the snapshot does not hold any more: then the transaction must be
   *   given up
   */
  write(tx: Transaction): Promise<void>;
}

/** Serializes what a decision writes, so that nothing is left to do within the transaction but sending it. */
export function prepareBatch(
  context: Pick<AppContext, "clock" | "eventChanges">,
  decision: Decision,
): BatchPlan {
  const { bookings, records, expiredRecords, capacityLog, events, now } = decision;
  const insertBookings = prepareInsert("Booking");
  for (const row of bookings) insertBookings.add(row);
  const insertRecords = prepareInsert("IdempotencyRecord");
  for (const row of records) insertRecords.add(row);
  const changed = [...events].filter(([, { taken }]) => taken > 0);
  const takings = changed.map(([eventId, { before, taken }]) => ({
    eventId,
    at: now,
    quantity: taken,
    condition: versionCondition(before),
  }));
  const [sendBookings, sendRecords] = [insertBookings.finish(), insertRecords.finish()];
  const reserve = prepareReservations(takings, capacityLog);
  const confirmed = bookings.filter(({ status }) => status === "confirmed");
  const hasWrites = bookings.length > 0;

  return {
    decision,
    hasWrites,
    async write(tx) {
      if (!hasWrites) return;
      const since = context.clock.now().getTime();
      if (expiredRecords.length > 0) await deleteExpired(tx, expiredRecords);
      await Promise.all([
        sendBookings(tx),
        sendRecords(tx),
        queueMailsAbout(tx, context, "booking_confirmed", confirmed),
        // The events last: from then on until the commit nobody else can change them, and the embedded database lets
        // nobody else read any.
        reserve(tx),
      ]);
      for (const [eventId, { after }] of changed) announceSale(tx, context, eventId, since, after);
    },
  };
}

function announceSale(
  tx: Transaction,
  context: Pick<AppContext, "eventChanges">,
  eventId: EventId,
  since: number,
  { availableTickets, waitingCount }: { readonly availableTickets: number; readonly waitingCount: number },
): void {
  announceEventChange(tx, context, eventId, {
    kind: "sold",
    since,
    left: { availableTickets, waitingCount },
  });
}
