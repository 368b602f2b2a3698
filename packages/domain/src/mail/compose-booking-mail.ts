import { bookingCalendar } from "../calendar/booking-calendar.js";
import { isToHolder } from "../outbox/holder-mails.js";
import type { Attachment, Mail } from "../outbox/mail.js";
import type { BookingMailTemplate } from "../outbox/queue-mails.js";
import { asSubject, typedName } from "../outbox/typed-words.js";
import { ticketQr } from "../tickets/ticket-qr.js";
import type { MailContext, Template } from "./mail-context.js";
import {
  BOOKING_SIGNATURE,
  HOLDER_SIGNATURE,
  type MailDocument,
  type MailedTicket,
  ticketContentId,
} from "./mail-document.js";
import { verificationBlocks } from "./proof-blocks.js";
import { renderHtml } from "./render-html.js";
import { renderText } from "./render-text.js";
import { bookingCancelled } from "./templates/booking-cancelled.js";
import { bookingChanged } from "./templates/booking-changed.js";
import { bookingConfirmed } from "./templates/booking-confirmed.js";
import { bookingExists } from "./templates/booking-exists.js";
import { eventChanged } from "./templates/event-changed.js";
import { guestProof } from "./templates/guest-proof.js";
import { holderEventChanged } from "./templates/holder-event-changed.js";
import { holderReminder } from "./templates/holder-reminder.js";
import { latePaymentReturned } from "./templates/late-payment-returned.js";
import { offerMade } from "./templates/offer-made.js";
import { refundMade } from "./templates/refund-made.js";
import { reminder } from "./templates/reminder.js";
import { ticketPassedOn } from "./templates/ticket-passed-on.js";
import { ticketVoid } from "./templates/ticket-void.js";
import { markedTickets, sendableTickets } from "./ticket-words.js";
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
  guest_proof: guestProof,
  booking_exists: bookingExists,
  booking_cancelled: bookingCancelled,
  booking_changed: bookingChanged,
  refund_made: refundMade,
  late_payment_returned: latePaymentReturned,
  offer_made: offerMade,
  event_changed: eventChanged,
  reminder,
  ticket_passed_on: ticketPassedOn,
  holder_event_changed: holderEventChanged,
  holder_reminder: holderReminder,
  ticket_void: ticketVoid,
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
    booking: {
      ...sendableTickets(booking, unverified),
      cancellationReason: sendableReason(booking.cancellationReason, unverified),
    },
    event: { ...sendableEvent(event, unverified), organizer: { name: null } },
    tickets: context.tickets.map(({ ticketType = null, ...ticket }) => ({
      ...ticket,
      ticketType: unverified.omitsOrganizerText ? null : ticketType,
      holderName: null,
    })),
    details: sendableDetails(details, unverified),
  };
}

/** The context with all user input marked as such, for the templates. */
function marked(context: MailContext): MailContext {
  const { booking, event } = context;
  const { name } = event.organizer;
  return {
    ...context,
    booking: { ...markedTickets(booking), cancellationReason: markedReason(booking.cancellationReason) },
    event: { ...markedEvent(event), organizer: { name: name === null ? null : typedName(name) } },
    tickets: context.tickets.map(({ ticketType = null, holderName = null, ...ticket }) => ({
      ...ticket,
      ticketType: ticketType && typedName(ticketType),
      holderName: holderName && typedName(holderName),
    })),
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
  const document: MailDocument = {
    subject,
    greeting,
    blocks,
    signature: isToHolder(template) ? HOLDER_SIGNATURE : BOOKING_SIGNATURE,
  };
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
