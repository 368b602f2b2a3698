import type { BookingId } from "@foyer/contract/ids";
import type { Transaction } from "@foyer/db/database";
import { insertMany } from "@foyer/db/insert-many";
import type { AppContext } from "../context.js";
import { newObjectId } from "../machinery/object-id.js";
import { type BookingMailTemplate, queueMails } from "./queue-mails.js";

/** Up to this number, mails are queued one by one, which sends them a moment sooner. */
const FEW = 5;

/**
 * Queues a mail about each booking of a batch, in its transaction. For many bookings it writes one document,
 * which a job expands into single mails.
 */
export async function queueMailsAbout(
  tx: Transaction,
  context: Pick<AppContext, "clock">,
  template: BookingMailTemplate,
  bookings: readonly { readonly id: BookingId | string; readonly userId: string }[],
): Promise<void> {
  if (bookings.length < FEW) {
    const mails = bookings.map(({ id, userId }) => ({ template, userId, bookingId: id }));
    return queueMails(tx, context, mails);
  }
  const bookingIds = bookings.map(({ id }) => id);
  await insertMany(tx, "MailBundle", [
    { id: newObjectId(context), template, bookingIds, createdAt: context.clock.now() },
  ]);
}
