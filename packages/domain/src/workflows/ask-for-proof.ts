import type { PaymentMethod } from "@foyer/contract/payment";
import type { Transaction } from "@foyer/db/database";
import type { AppContext } from "../context.js";
import { DomainError } from "../domain-error.js";
import { queueMails } from "../outbox/queue-mails.js";
import { queueWebhooks } from "../webhooks/queue-webhooks.js";

/**
 * Mails a guest the link that confirms a booking which costs nothing now, in the transaction of the call that asks for it.
 * A mail that still waits to be sent is not queued again.
 *
 * @throws DomainError MAIL_UNAVAILABLE
 */
export async function askForProof(
  tx: Transaction,
  context: Pick<AppContext, "clock" | "webhooks" | "mailTransport">,
  booking: {
    readonly id: string;
    readonly eventId: string;
    readonly userId: string;
    readonly paymentMethod: PaymentMethod;
  },
): Promise<void> {
  if (context.mailTransport === null) {
    throw new DomainError("MAIL_UNAVAILABLE", "No mail can be sent at the moment, so no link was made.");
  }
  const { id, eventId, userId, paymentMethod } = booking;
  const now = context.clock.now();
  await tx.booking.update({ where: { id }, data: { paymentMethod, updatedAt: now }, select: { id: true } });
  const waiting = await tx.outboxMail.findFirst({
    where: { bookingId: id, template: "guest_proof", state: "queued" },
    select: { id: true },
  });
  if (waiting === null) await queueMails(tx, context, [{ template: "guest_proof", userId, bookingId: id }]);
  await queueWebhooks(tx, context, eventId, [{ type: "booking.changed", bookingId: id }]);
}
