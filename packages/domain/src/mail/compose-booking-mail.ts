import { bookingCalendar } from "../calendar/booking-calendar.js";
import { ticketQr } from "../tickets/ticket-qr.js";
import type { Attachment, Mail } from "./mail.js";
import type { MailContext, Template } from "./mail-context.js";
import { BOOKING_SIGNATURE, type MailDocument, type MailedTicket, ticketContentId } from "./mail-document.js";
import type { BookingMailTemplate } from "./outbox.js";
import { renderHtml } from "./render-html.js";
import { renderText } from "./render-text.js";
import { bookingCancelled } from "./templates/booking-cancelled.js";
import { bookingConfirmed } from "./templates/booking-confirmed.js";
import { eventChanged } from "./templates/event-changed.js";
import { latePaymentReturned } from "./templates/late-payment-returned.js";
import { offerMade } from "./templates/offer-made.js";
import { refundMade } from "./templates/refund-made.js";
import { reminder } from "./templates/reminder.js";

const TEMPLATES: Readonly<Record<BookingMailTemplate, Template>> = {
  booking_confirmed: bookingConfirmed,
  booking_cancelled: bookingCancelled,
  refund_made: refundMade,
  late_payment_returned: latePaymentReturned,
  offer_made: offerMade,
  event_changed: eventChanged,
  reminder,
};

/** Puts a mail about a booking into words; nothing when what it was to tell is no longer so. */
export function composeBookingMail(template: BookingMailTemplate, context: MailContext): Mail | undefined {
  const composed = TEMPLATES[template](context);
  if (composed === undefined) return undefined;
  const { subject, blocks, hasCalendar } = composed;
  const greeting = `Hello ${context.attendee.name},`;
  const document: MailDocument = { subject, greeting, blocks, signature: BOOKING_SIGNATURE };
  const tickets = blocks.flatMap((block) => (block.kind === "tickets" ? block.tickets : []));
  const pictures = tickets.map(picture);
  return {
    to: context.attendee.email,
    subject,
    text: renderText(document),
    html: renderHtml(document),
    attachments: [...pictures, ...(hasCalendar ? [bookingCalendar(context, "mail")] : [])],
  };
}

function picture(ticket: MailedTicket): Attachment {
  return {
    filename: `ticket-${ticket.number}.png`,
    content: ticketQr(ticket.code),
    contentType: "image/png",
    contentId: ticketContentId(ticket),
  };
}
