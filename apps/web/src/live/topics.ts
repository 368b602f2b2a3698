import { MAX_LIVE_EVENTS } from "@foyer/contract/live";

/** What a page shows and wants to be told about. */
export interface Topics {
  /** Events whose availability is shown. */
  readonly eventIds: readonly string[];
  /** The signed-in user, if their bookings are shown. */
  readonly bookingsOf?: string | undefined;
  /** Events whose bookings are shown to their organizer. */
  readonly activityOf: readonly string[];
}

export const NO_TOPICS: Topics = { eventIds: [], activityOf: [] };

export function isNothing({ eventIds, bookingsOf, activityOf }: Topics): boolean {
  return eventIds.length === 0 && activityOf.length === 0 && bookingsOf === undefined;
}

/** All of some topics together, as far as one stream follows them; in an order of its own, so that equals are equal. */
export function joinTopics(all: Iterable<Topics>): Topics {
  const topics = [...all];
  const bookingsOf = topics.findLast((one) => one.bookingsOf !== undefined)?.bookingsOf;
  return {
    eventIds: distinct(topics.flatMap(({ eventIds }) => eventIds)),
    ...(bookingsOf !== undefined && { bookingsOf }),
    activityOf: distinct(topics.flatMap(({ activityOf }) => activityOf)),
  };
}

/** The latest ones, if there are more than a stream follows. */
function distinct(ids: readonly string[]): string[] {
  return [...new Set(ids.toReversed())].slice(0, MAX_LIVE_EVENTS).sort();
}
