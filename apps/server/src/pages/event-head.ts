import { isolated } from "@foyer/contract/characters";
import { formatMoney } from "@foyer/contract/money";
import { MINUTE_MS } from "@foyer/contract/time";
import { zoneOffset } from "@foyer/contract/zone";
import type { EventAnswer, EventDetailsAnswer } from "@foyer/domain/events/find-event";
import { timeOf } from "@foyer/domain/mail/event-time";
import { coverVersion } from "../covers/cover-renderer.js";
import { COVER, type CoverSubject } from "../covers/cover-svg.js";
import { type EventState, offersOf, stateOf } from "./event-offers.js";
import type { PageHead } from "./page-head.js";

/** The length that link previews and search engines display. */
const DESCRIPTION_LENGTH = 200;

/** An event's cover, with the facts that are useful outside the page. */
export function coverOfEvent(event: EventAnswer): CoverSubject {
  const when = timeOf(event.dateTime, event.timeZone);
  return {
    name: event.name,
    category: event.category,
    facts: [event.cancelledAt === null ? when : `Cancelled: ${when}`, event.venue],
  };
}

/** Settings for the head of an event's page. */
export interface EventHeadOptions {
  /** Without a trailing slash. */
  readonly publicUrl: string;
  readonly now: Date;
  /** Whether covers can be drawn on this platform. */
  readonly hasCovers: boolean;
}

/**
 * The head of an event's page. An event that is neither on sale nor cancelled is not to be indexed by search
 * engines.
 */
export function eventHead(
  event: EventDetailsAnswer,
  { publicUrl, now, hasCovers }: EventHeadOptions,
): PageHead {
  const url = `${publicUrl}/events/${event.id}`;
  const state = stateOf(event, now);
  const image = hasCovers
    ? {
        url: `${url}/cover.png?v=${coverVersion(coverOfEvent(event))}`,
        alt: `Cover of ${isolated(event.name)}`,
        ...COVER,
      }
    : undefined;
  return {
    title: event.name,
    description: describe(event, state),
    canonical: state === "closed" ? undefined : url,
    image,
    data: eventData(event, { url, state, now, image: image?.url }),
  };
}

const WORDS_FOR: Readonly<Record<EventState, string>> = {
  "on sale": "",
  "not yet": "Not on sale yet. ",
  "sold out": "Sold out. ",
  closed: "Sales are closed. ",
  cancelled: "Cancelled. ",
  over: "This event is over. ",
};

function describe(event: EventDetailsAnswer, state: EventState): string {
  const when = timeOf(event.dateTime, event.timeZone);
  const text = `${WORDS_FOR[state]}${when}, ${isolated(event.venue)}. ${priceWords(event)}. ${event.description}`;
  const characters = [...text.replace(/\s+/g, " ").trim()];
  if (characters.length <= DESCRIPTION_LENGTH) return characters.join("");
  return `${characters
    .slice(0, DESCRIPTION_LENGTH - 1)
    .join("")
    .trimEnd()}…`;
}

function priceWords({ price, currency, ticketTypes }: EventDetailsAnswer): string {
  const isOnePrice = ticketTypes.every((type) => type.price === price);
  if (price === 0 && isOnePrice) return "Free";
  return `${isOnePrice ? "" : "From "}${formatMoney(price, currency)}`;
}

/** The event as schema.org structured data. */
function eventData(
  event: EventDetailsAnswer,
  {
    url,
    state,
    now,
    image,
  }: {
    readonly url: string;
    readonly state: EventState;
    readonly now: Date;
    readonly image: string | undefined;
  },
): Readonly<Record<string, unknown>> {
  const { timeZone, doorsAt = null, endsAt = null } = event;
  return {
    "@context": "https://schema.org",
    "@type": "Event",
    name: event.name,
    description: event.description,
    url,
    startDate: localTime(event.dateTime, timeZone),
    ...(endsAt !== null && { endDate: localTime(endsAt, timeZone) }),
    ...(doorsAt !== null && { doorTime: localTime(doorsAt, timeZone) }),
    eventStatus: `https://schema.org/${state === "cancelled" ? "EventCancelled" : "EventScheduled"}`,
    eventAttendanceMode: "https://schema.org/OfflineEventAttendanceMode",
    location: { "@type": "Place", name: event.venue, address: event.venue },
    organizer: { "@type": "Organization", name: event.organizerName },
    ...(image !== undefined && { image: [image] }),
    // No offers for an event that is cancelled or over.
    ...(state !== "cancelled" && state !== "over" && { offers: offersOf(event, { url, state, now }) }),
  };
}

/** An instant in the event's time zone, with its offset. @example "2027-03-12T19:30:00+01:00" */
function localTime(moment: Date, timeZone: string): string {
  const minutes = Math.round(zoneOffset(moment, timeZone));
  const clock = new Date(moment.getTime() + minutes * MINUTE_MS).toISOString().slice(0, 19);
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  const two = (number: number) => String(number).padStart(2, "0");
  return `${clock}${minutes < 0 ? "-" : "+"}${two(hours)}:${two(rest)}`;
}
