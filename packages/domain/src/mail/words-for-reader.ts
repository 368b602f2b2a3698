import { holdsWebAddress } from "@foyer/contract/web-address";
import { asSubject, typed, typedName, unlinked } from "../outbox/typed-words.js";
import { timeOf } from "./event-time.js";
import type { UnverifiedAddress } from "./unverified-addresses.js";

/** Stands for what the organizer typed where nothing of it may go out. */
const SEE_FOYER = "Shown at Foyer";

/** What of an event mails tell in its organizer's words. */
interface WordedEvent {
  readonly name: string;
  readonly venue: string;
  readonly dateTime: Date;
  readonly timeZone: string;
  readonly cancellationReason: string | null;
}

/**
 * What of an event its reader may be told. An address that nobody has proved may belong to somebody who knows nothing
 * of Foyer: they are told no reason that sends them somewhere, and when that organizer had much mailed to such addresses,
 * only what is owed: when, how many, for how much, and the tickets.
 */
export function tellableEvent<Event extends WordedEvent>(
  event: Event,
  { isWordless }: UnverifiedAddress,
): Event {
  const [day] = timeOf(event.dateTime, event.timeZone).split(",");
  const names = isWordless ? { name: `the event on ${day}`, venue: SEE_FOYER } : {};
  return { ...event, ...names, cancellationReason: tellableReason(event.cancellationReason, { isWordless }) };
}

/** The same of a reason. */
export function tellableReason(
  reason: string | null,
  { isWordless }: Pick<UnverifiedAddress, "isWordless">,
): string | null {
  return reason === null || isWordless || holdsWebAddress(reason) ? null : unlinked(reason);
}

/** The same of what was noted when the mail was queued: names and places as they were. */
export function tellableDetails(details: unknown, { isWordless }: UnverifiedAddress): unknown {
  if (!isWordless || typeof details !== "object" || details === null) return details;
  return {
    ...details,
    ...("oldName" in details && { oldName: SEE_FOYER }),
    ...("oldVenue" in details && { oldVenue: `${SEE_FOYER} until then` }),
  };
}

/** An event with everything that its organizer typed marked, for templates to put into sentences. */
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

/** A subject from a template. Without the organizer's words it begins with one of ours. */
export function subjectOf(words: string, unverified: UnverifiedAddress | undefined): string {
  if (unverified?.isWordless !== true) return words;
  const subject = asSubject(words);
  return subject.charAt(0).toUpperCase() + subject.slice(1);
}

export function greetingOf({ name }: { readonly name: string | null }): string {
  return name === null ? "Hello," : `Hello ${typedName(name)},`;
}
