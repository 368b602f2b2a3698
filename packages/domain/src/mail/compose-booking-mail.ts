import { bookingCalendar } from "../calendar/booking-calendar.js";
import type { Attachment, Mail } from "../outbox/mail.js";
import type { BookingMailTemplate } from "../outbox/queue-mails.js";
import { asSubject, typedName } from "../outbox/typed-words.js";
import { ticketQr } from "../tickets/ticket-qr.js";
import type { MailContext, Template } from "./mail-context.js";
import { BOOKING_SIGNATURE, type MailDocument, type MailedTicket, ticketContentId } from "./mail-document.js";
import { verificationBlocks } from "./proof-blocks.js";
import { renderHtml } from "./render-html.js";
import { renderText } from "./render-text.js";
import { bookingCancelled } from "./templates/booking-cancelled.js";
import { bookingConfirmed } from "./templates/booking-confirmed.js";
import { eventChanged } from "./templates/event-changed.js";
import { latePaymentReturned } from "./templates/late-payment-returned.js";
import { offerMade } from "./templates/offer-made.js";
import { refundMade } from "./templates/refund-made.js";
import { reminder } from "./templates/reminder.js";
import {
  greetingOf,
  markedEvent,
  markedReason,
  sendableDetails,
  sendableEvent,
  sendableReason,
  subjectOf,
} from "./words-for-reader.js";

const TEMPLATES: Readonly<Record<BookingMailTemplate, Template>> = {
  booking_confirmed: bookingConfirmed,
  booking_cancelled: bookingCancelled,
  refund_made: refundMade,
  late_payment_returned: latePaymentReturned,
  offer_made: offerMade,
  event_changed: eventChanged,
  reminder,
};

/** Whether a mail is stale, which only its template knows. */
export function isBookingMailStale(template: BookingMailTemplate, context: MailContext): boolean {
  return TEMPLATES[template](marked(context)) === undefined;
}

/** The context without what must not be sent to an unverified address. */
function sendable(context: MailContext): MailContext {
  const { attendee, booking, event, details, unverified } = context;
  if (unverified === undefined) return context;
  return {
    ...context,
    attendee: { ...attendee, name: null },
    booking: { ...booking, cancellationReason: sendableReason(booking.cancellationReason, unverified) },
    event: { ...sendableEvent(event, unverified), organizer: { name: null } },
    details: sendableDetails(details, unverified),
  };
}

/** The context with all user input marked as such, for the templates. */
function marked(context: MailContext): MailContext {
  const { booking, event } = context;
  const { name } = event.organizer;
  return {
    ...context,
    booking: { ...booking, cancellationReason: markedReason(booking.cancellationReason) },
    event: { ...markedEvent(event), organizer: { name: name === null ? null : typedName(name) } },
  };
}

/**
 * Composes a mail about a booking; undefined if it is stale. A mail to an unverified address includes the
 * verification link.
 */
export function composeBookingMail(template: BookingMailTemplate, context: MailContext): Mail | undefined {
  if (isBookingMailStale(template, context)) return undefined;
  const told = sendable(context);
  const composed = TEMPLATES[template](marked(told));
  if (composed === undefined) return undefined;
  const { hasCalendar } = composed;
  const subject = subjectOf(composed.subject, context.unverified);
  const blocks = [...composed.blocks, ...verificationBlocks(context.unverified)];
  const greeting = greetingOf(told.attendee);
  const document: MailDocument = { subject, greeting, blocks, signature: BOOKING_SIGNATURE };
  const tickets = blocks.flatMap((block) => (block.kind === "tickets" ? block.tickets : []));
  const pictures = tickets.map(picture);
  return {
    to: context.attendee.email,
    subject: asSubject(subject),
    text: renderText(document),
    html: renderHtml(document),
    attachments: [...pictures, ...(hasCalendar ? [bookingCalendar(told, "mail")] : [])],
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
