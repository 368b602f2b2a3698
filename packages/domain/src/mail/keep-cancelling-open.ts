import { cancellableUntil, reopenedUntil } from "../bookings/cancellation-terms.js";
import type { AppContext } from "../context.js";
import { eventChange, isElsewhere } from "../events/event-details-change.js";
import type { BookingMailTemplate } from "../outbox/queue-mails.js";
import { queueWebhooks } from "../webhooks/queue-webhooks.js";
import type { MailContext } from "./mail-context.js";

/**
 * Extends the cancellation period for the recipient of a mail that announces a new time or place, so that it
 * begins when the mail is sent: the mail may have waited long. Written before the mail is sent; a retry composes
 * it from the then current period.
 *
 * @returns the mail's context after the change
 */
export async function keepCancellingOpen(
  context: Pick<AppContext, "db" | "clock" | "webhooks">,
  template: BookingMailTemplate,
  mail: MailContext,
): Promise<MailContext> {
  const { booking, event, now } = mail;
  if (template !== "event_changed" || booking.status === "cancelled" || event.dateTime <= now) return mail;
  if (!isElsewhere(event, eventChange.parse(mail.details ?? {}))) return mail;
  const until = reopenedUntil(event, now);
  if (until <= cancellableUntil(event, booking)) return mail;
  await context.db.transaction(async (tx) => {
    const { id, eventId } = await tx.booking.update({
      where: { id: booking.id },
      data: { cancellableUntil: until },
      select: { id: true, eventId: true },
    });
    await queueWebhooks(tx, context, eventId, [{ type: "booking.changed", bookingId: id }]);
  });
  return { ...mail, booking: { ...booking, cancellableUntil: until } };
}
