import type { Transaction } from "@foyer/db/database";
import { insertMany } from "@foyer/db/insert-many";
import { reserveTogether } from "../capacity/change-capacity.js";
import type { AppContext } from "../context.js";
import { versionCondition } from "../events/bookability.js";
import { announceEventChange } from "../events/event-changes.js";
import { deleteExpired } from "../idempotency/idempotency-record.js";
import { queueMailsAbout } from "../outbox/queue-mails.js";
import type { Decision } from "./decide-bookings.js";

/**
 * Writes a decision: one conditional change of each event, and the bookings, log rows, mails and idempotency records in
 * bulk. What does not depend on each other is sent together: MongoDB carries a transaction's commands out one after the
 * other all the same, but without a round trip through this process's event loop in between.
 *
 * @throws StaleReadError, WriteRefusedError when the snapshot does not hold any more: then the transaction must be given
 *   up
 */
export async function writeBatch(
  tx: Transaction,
  context: Pick<AppContext, "clock" | "eventChanges">,
  { bookings, records, expiredRecords, capacityLog, events, now }: Decision,
): Promise<void> {
  if (bookings.length === 0) return;
  const since = context.clock.now().getTime();
  const changed = [...events].filter(([, { taken }]) => taken > 0);
  const takings = changed.map(([eventId, { before, taken }]) => ({
    eventId,
    at: now,
    quantity: taken,
    condition: versionCondition(before),
  }));
  const confirmed = bookings.filter(({ status }) => status === "confirmed");
  if (expiredRecords.length > 0) await deleteExpired(tx, expiredRecords);
  await Promise.all([
    insertMany(tx, "Booking", bookings),
    insertMany(tx, "IdempotencyRecord", records),
    queueMailsAbout(tx, context, "booking_confirmed", confirmed),
    // The events last: from then on until the commit nobody else can change them, and the embedded database lets
    // nobody else read any.
    reserveTogether(tx, takings, capacityLog),
  ]);
  for (const [eventId, { after }] of changed) {
    const left = { availableTickets: after.availableTickets, waitingCount: after.waitingCount };
    announceEventChange(tx, context, eventId, { kind: "sold", since, left });
  }
}
