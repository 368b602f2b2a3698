import type { Mail } from "../outbox/mail.js";
import { asSubject, typedName } from "../outbox/typed-words.js";
import type { WaitlistMailTemplate } from "../outbox/waitlist-mail-template.js";
import type { MailDocument } from "./mail-document.js";
import { verificationBlocks } from "./proof-blocks.js";
import { renderHtml } from "./render-html.js";
import { renderText } from "./render-text.js";
import { waitlistCapacityLowered } from "./templates/waitlist-capacity-lowered.js";
import { waitlistEventBegan } from "./templates/waitlist-event-began.js";
import { waitlistEventCancelled } from "./templates/waitlist-event-cancelled.js";
import { waitlistEventChanged } from "./templates/waitlist-event-changed.js";
import { waitlistRemoved } from "./templates/waitlist-removed.js";
import { waitlistSalesClosed } from "./templates/waitlist-sales-closed.js";
import type { WaitlistMailContext, WaitlistTemplate } from "./waitlist-mail-context.js";
import { greetingOf, markedEvent, sendableDetails, sendableEvent, subjectOf } from "./words-for-reader.js";

const TEMPLATES: Readonly<Record<WaitlistMailTemplate, WaitlistTemplate>> = {
  waitlist_event_cancelled: waitlistEventCancelled,
  waitlist_event_changed: waitlistEventChanged,
  waitlist_event_began: waitlistEventBegan,
  waitlist_sales_closed: waitlistSalesClosed,
  waitlist_capacity_lowered: waitlistCapacityLowered,
  waitlist_removed: waitlistRemoved,
};

/** The last line of mails to people who are still on a waiting list: why they get it, and how to leave. */
const STILL_WAITING =
  "Foyer writes to you because you are on this event's waiting list. To get no more of these mails, leave the list on the event's page.";
const NO_LONGER_WAITING =
  "Foyer writes to you because you were on this event's waiting list. This is the last mail about it.";

/** Whether a mail is stale, which only its template knows. */
export function isWaitlistMailStale(template: WaitlistMailTemplate, context: WaitlistMailContext): boolean {
  return TEMPLATES[template](marked(context)) === undefined;
}

/** The context with all of the organizer's words marked as user input, for the templates. */
function marked(context: WaitlistMailContext): WaitlistMailContext {
  const { ticketTypeName } = context.place;
  return {
    ...context,
    event: markedEvent(context.event),
    place: { ...context.place, ticketTypeName: ticketTypeName === null ? null : typedName(ticketTypeName) },
  };
}

/** Composes a mail about a place on a waiting list; undefined if it is stale. */
export function composeWaitlistMail(
  template: WaitlistMailTemplate,
  context: WaitlistMailContext,
): Mail | undefined {
  if (isWaitlistMailStale(template, context)) return undefined;
  const { reader, unverified } = context;
  const event = unverified === undefined ? context.event : sendableEvent(context.event, unverified);
  const details = unverified === undefined ? context.details : sendableDetails(context.details, unverified);
  const place =
    unverified?.omitsOrganizerText === true ? { ...context.place, ticketTypeName: null } : context.place;
  const composed = TEMPLATES[template](marked({ ...context, details, event, place }));
  if (composed === undefined) return undefined;
  const document: MailDocument = {
    subject: subjectOf(composed.subject, unverified),
    greeting: greetingOf(unverified === undefined ? reader : { name: null }),
    blocks: [...composed.blocks, ...verificationBlocks(unverified)],
    signature: composed.isStillWaiting ? STILL_WAITING : NO_LONGER_WAITING,
  };
  const subject = asSubject(document.subject);
  return { to: reader.email, subject, text: renderText(document), html: renderHtml(document) };
}
