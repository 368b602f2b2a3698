import type { BookingId } from "@foyer/contract/ids";
import type { Transaction } from "@foyer/db/database";
import { insertMany } from "@foyer/db/insert-many";
import type { AppContext } from "../context.js";
import { newObjectId } from "../machinery/object-id.js";
import { type BookingMailTemplate, queueMails } from "./queue-mails.js";

/** Fewer than this are queued one by one: they are on their way a moment sooner. */
const FEW = 5;

/**
 * Queues the same mail about each of some bookings that were made together, in their transaction. Of many it writes
 * one document, which the outbox's worker turns into single mails.
 */
export async function queueMailsAbout(
  tx: Transaction,
  context: Pick<AppContext, "clock" | "random">,
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
