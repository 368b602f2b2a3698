import { holdsWebAddress } from "@foyer/contract/web-address";
import { asSubject, typed, typedName, unlinked } from "../outbox/typed-words.js";
import { timeOf } from "./event-time.js";
import type { UnverifiedAddress } from "./unverified-addresses.js";

/** Replaces text of the organizer that must not be sent. */
const SEE_FOYER = "Shown at Foyer";

/** The parts of an event that organizers write. */
interface WordedEvent {
  readonly name: string;
  readonly venue: string;
  readonly dateTime: Date;
  readonly timeZone: string;
  readonly cancellationReason: string | null;
}

/**
 * The parts of an event that may be sent to a recipient. A recipient at an unverified address may have nothing to
 * do with Foyer: they get no cancellation reason, which could contain links, and beyond the organizer's limit
 * only facts: time, quantity, price, and the tickets.
 */
export function sendableEvent<Event extends WordedEvent>(
  event: Event,
  { omitsOrganizerText }: UnverifiedAddress,
): Event {
  const [day] = timeOf(event.dateTime, event.timeZone).split(",");
  const names = omitsOrganizerText ? { name: `the event on ${day}`, venue: SEE_FOYER } : {};
  return {
    ...event,
    ...names,
    cancellationReason: sendableReason(event.cancellationReason, { omitsOrganizerText }),
  };
}

/** The same for a reason. */
export function sendableReason(
  reason: string | null,
  { omitsOrganizerText }: Pick<UnverifiedAddress, "omitsOrganizerText">,
): string | null {
  return reason === null || omitsOrganizerText || holdsWebAddress(reason) ? null : unlinked(reason);
}

/** The same for the details noted when the mail was queued: a reason, former names and places. */
export function sendableDetails(details: unknown, unverified: UnverifiedAddress): unknown {
  if (typeof details !== "object" || details === null) return details;
  const { reason, ...rest } = "reason" in details ? details : { reason: undefined, ...details };
  const told = typeof reason === "string" ? sendableReason(reason, unverified) : null;
  const kept = told === null ? rest : { ...rest, reason: told };
  if (!unverified.omitsOrganizerText) return kept;
  return {
    ...kept,
    ...("oldName" in details && { oldName: SEE_FOYER }),
    ...("oldVenue" in details && { oldVenue: `${SEE_FOYER} until then` }),
  };
}

/** An event with all of its organizer's text marked as user input. */
export function markedEvent<Event extends WordedEvent>(event: Event): Event {
  return {
    ...event,
    name: typedName(event.name),
    venue: typedName(event.venue),
    cancellationReason: markedReason(event.cancellationReason),
  };
}

export function markedReason(reason: string | null): string | null {
  return reason === null ? null : typed(reason);
}

/** A subject line from a template. Without the organizer's text it begins with Foyer's. */
export function subjectOf(words: string, unverified: UnverifiedAddress | undefined): string {
  if (unverified?.omitsOrganizerText !== true) return words;
  const subject = asSubject(words);
  return subject.charAt(0).toUpperCase() + subject.slice(1);
}

export function greetingOf({ name }: { readonly name: string | null }): string {
  return name === null ? "Hello," : `Hello ${typedName(name)},`;
}
