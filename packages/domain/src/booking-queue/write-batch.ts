import type { Transaction } from "@foyer/db/database";
import { insertMany } from "@foyer/db/raw-commands";
import { reserveTogether } from "../capacity/change-capacity.js";
import type { AppContext } from "../context.js";
import { announceEventChange } from "../events/event-changes.js";
import { deleteExpired } from "../idempotency/idempotency-record.js";
import { queueMailsAbout } from "../outbox/queue-mails.js";
import type { Decision } from "./decide-bookings.js";

/**
 * Writes a decision: one conditional update per event, and bookings, log rows, mails and idempotency records in
 * bulk. Independent commands are sent together: MongoDB executes a transaction's commands one after the other,
 * but this saves the round trips in between.
 *
 * @throws StaleReadError, WriteRefusedError if what was read is not so any more: then the transaction must be aborted
 */
export async function writeBatch(
  tx: Transaction,
  context: Pick<AppContext, "clock" | "eventChanges">,
  { bookings, records, expiredRecords, capacityLog, events, now }: Decision,
): Promise<void> {
  if (bookings.length === 0) return;
  const since = context.clock.now().getTime();
  const changed = [...events].filter(([, { taken }]) => taken > 0);
  const takings = changed.map(([eventId, { taken }]) => ({ eventId, at: now, quantity: taken }));
  const confirmed = bookings.filter(({ status }) => status === "confirmed");
  // Without expired records no await: the commands have to be on their way when this function returns.
  if (expiredRecords.length > 0) await deleteExpired(tx, expiredRecords);
  await Promise.all([
    insertMany(tx, "Booking", bookings),
    insertMany(tx, "IdempotencyRecord", records),
    queueMailsAbout(tx, context, "booking_confirmed", confirmed),
    // The events last: from then until the commit other transactions cannot change them, and with the embedded
    // database not read them either.
    reserveTogether(tx, takings, capacityLog),
  ]);
  for (const [eventId, { after }] of changed) {
    const left = { availableTickets: after.availableTickets, waitingCount: after.waitingCount };
    announceEventChange(tx, context, eventId, { kind: "sold", since, left });
  }
}
