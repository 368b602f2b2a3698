import { isolated } from "@foyer/contract/characters";
import { formatMoney, toDecimal } from "@foyer/contract/money";
import { MINUTE_MS } from "@foyer/contract/time";
import { zoneOffset } from "@foyer/contract/zone";
import type { EventAnswer } from "@foyer/domain/events/find-event";
import { timeOf } from "@foyer/domain/mail/event-time";
import { coverVersion } from "../covers/cover-renderer.js";
import { COVER, type CoverSubject } from "../covers/cover-svg.js";
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
export function eventHead(event: EventAnswer, { publicUrl, now, hasCovers }: EventHeadOptions): PageHead {
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
    data: eventData(event, { url, state, image: image?.url }),
  };
}

type EventState = "on sale" | "sold out" | "closed" | "cancelled" | "over";

function stateOf(event: EventAnswer, now: Date): EventState {
  if (event.cancelledAt !== null) return "cancelled";
  if (event.dateTime <= now) return "over";
  if (!event.isActive) return "closed";
  // While there is a waiting list, open sale is closed.
  return event.availableTickets === 0 || event.waitingCount > 0 ? "sold out" : "on sale";
}

const WORDS_FOR: Readonly<Record<EventState, string>> = {
  "on sale": "",
  "sold out": "Sold out. ",
  closed: "Sales are closed. ",
  cancelled: "Cancelled. ",
  over: "This event is over. ",
};

function describe(event: EventAnswer, state: EventState): string {
  const price = event.price === 0 ? "Free" : formatMoney(event.price, event.currency);
  const when = timeOf(event.dateTime, event.timeZone);
  const text = `${WORDS_FOR[state]}${when}, ${isolated(event.venue)}. ${price}. ${event.description}`;
  const characters = [...text.replace(/\s+/g, " ").trim()];
  if (characters.length <= DESCRIPTION_LENGTH) return characters.join("");
  return `${characters
    .slice(0, DESCRIPTION_LENGTH - 1)
    .join("")
    .trimEnd()}…`;
}

const AVAILABILITY: Readonly<Record<Exclude<EventState, "cancelled" | "over">, string>> = {
  "on sale": "InStock",
  "sold out": "SoldOut",
  closed: "OutOfStock",
};

/** The event as schema.org structured data. */
function eventData(
  event: EventAnswer,
  {
    url,
    state,
    image,
  }: { readonly url: string; readonly state: EventState; readonly image: string | undefined },
): Readonly<Record<string, unknown>> {
  return {
    "@context": "https://schema.org",
    "@type": "Event",
    name: event.name,
    description: event.description,
    url,
    startDate: localTime(event),
    eventStatus: `https://schema.org/${state === "cancelled" ? "EventCancelled" : "EventScheduled"}`,
    eventAttendanceMode: "https://schema.org/OfflineEventAttendanceMode",
    location: { "@type": "Place", name: event.venue, address: event.venue },
    organizer: { "@type": "Organization", name: event.organizerName },
    ...(image !== undefined && { image: [image] }),
    // No offers for an event that is cancelled or over.
    ...(state !== "cancelled" &&
      state !== "over" && {
        offers: {
          "@type": "Offer",
          url,
          price: toDecimal(event.price, event.currency),
          priceCurrency: event.currency,
          availability: `https://schema.org/${AVAILABILITY[state]}`,
          validFrom: event.createdAt.toISOString(),
          validThrough: event.dateTime.toISOString(),
        },
      }),
  };
}

/** The start in the event's time zone, with its offset. @example "2027-03-12T19:30:00+01:00" */
function localTime({ dateTime, timeZone }: EventAnswer): string {
  const minutes = Math.round(zoneOffset(dateTime, timeZone));
  const clock = new Date(dateTime.getTime() + minutes * MINUTE_MS).toISOString().slice(0, 19);
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  const two = (number: number) => String(number).padStart(2, "0");
  return `${clock}${minutes < 0 ? "-" : "+"}${two(hours)}:${two(rest)}`;
}
