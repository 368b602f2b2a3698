import { cancellableUntil, reopenedUntil } from "../bookings/cancellation-terms.js";
import type { AppContext } from "../context.js";
import { eventChange, isElsewhere } from "../events/event-details-change.js";
import type { BookingMailTemplate } from "../outbox/queue-mails.js";
import type { MailContext } from "./mail-context.js";

/**
 * Gives whoever is about to read that their event is at another time or place the whole time to cancel from then on:
 * the change gave it from its own moment on, and a mail may wait long for its mail server. It is written before the
 * mail says so; a mail that is tried again says what is so by then.
 *
 * @returns what the mail is written from, as it is afterwards
 */
export async function keepCancellingOpen(
  context: Pick<AppContext, "db">,
  template: BookingMailTemplate,
  mail: MailContext,
): Promise<MailContext> {
  const { booking, event, now } = mail;
  if (template !== "event_changed" || booking.status === "cancelled" || event.dateTime <= now) return mail;
  if (!isElsewhere(event, eventChange.parse(mail.details ?? {}))) return mail;
  const until = reopenedUntil(event, now);
  if (until <= cancellableUntil(event, booking)) return mail;
  await context.db.write((prisma) =>
    prisma.booking.updateMany({ where: { id: booking.id }, data: { cancellableUntil: until } }),
  );
  return { ...mail, booking: { ...booking, cancellableUntil: until } };
}
