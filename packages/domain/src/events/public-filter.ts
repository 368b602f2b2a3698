import type { EventFilters } from "@foyer/contract/event";
import type { EventSort } from "@foyer/contract/event-choices";
import { DAY_MS, HOUR_MS } from "@foyer/contract/time";
import type { Prisma } from "@foyer/db/models";
import type { AppContext } from "../context.js";
import { findByRareWord, matching, readSearch } from "./event-search.js";

/**
 * The public list's questions are put in MongoDB's own words: Prisma's cannot say which index to walk
 * along, and it sorts what it is to count.
 */

/** Which events a question is about. */
export interface PublicFilter {
  readonly filter: Prisma.InputJsonObject;
  /** At most some hundred events are left to look at, by their ids. */
  readonly isFew: boolean;
}

/** What the public list shows: active events from now on, unless the filters ask for another time. */
export async function publicFilter(
  context: Pick<AppContext, "db" | "clock" | "categories">,
  filters: EventFilters,
): Promise<PublicFilter> {
  const { fromDay, toDay } = filters;
  const category = filters.category && (await context.categories.find(filters.category));
  const search = readSearch(filters.search);
  const conditions = matching(search);
  const dateTime = dateRange(filters, context.clock.now());
  const few = await findByRareWord(context, search, dateTime);
  return {
    isFew: few !== undefined,
    filter: {
      ...(few && { _id: { $in: [...few] } }),
      isActive: true,
      dateTime,
      ...((fromDay !== undefined || toDay !== undefined) && {
        localDay: { ...(fromDay && { $gte: fromDay }), ...(toDay && { $lte: toDay }) },
      }),
      ...(category !== undefined && { category }),
      ...(conditions.length > 0 && { $and: conditions }),
    },
  };
}

/**
 * When an event must begin. Days only narrow it: no zone is further ahead of UTC than these hours, so that the
 * indexes by date serve and `localDay` itself decides about a day's events at either end.
 */
function dateRange({ from, to, fromDay, toDay }: EventFilters, now: Date): Prisma.InputJsonObject {
  const starts = [from ?? now, ...(fromDay ? [new Date(Date.parse(fromDay) - FURTHEST_ZONE_MS)] : [])];
  const ends = [
    ...(to ? [to] : []),
    ...(toDay ? [new Date(Date.parse(toDay) + DAY_MS + FURTHEST_ZONE_MS)] : []),
  ];
  const start = new Date(Math.max(...starts.map((moment) => moment.getTime())));
  const end = ends.length > 0 ? new Date(Math.min(...ends.map((moment) => moment.getTime()))) : undefined;
  return { $gte: rawDate(start), ...(end && { $lte: rawDate(end) }) };
}

/** Zones have been up to 15 h 13 min away from UTC. */
const FURTHEST_ZONE_MS = 16 * HOUR_MS;

/** A moment as MongoDB's extended JSON writes it. */
export function rawDate(date: Date): { $date: string } {
  return { $date: date.toISOString() };
}

/** The fields that an order goes by. Ties go by id. */
export const SORT_FIELDS = {
  date: ["dateTime"],
  price: ["currency", "price"],
  name: ["nameKey"],
} as const satisfies Record<EventSort, readonly string[]>;

/**
 * The index that has the list in its order: MongoDB might otherwise prefer one that leaves it to be sorted. By date
 * there is one that has the events' days too, so that those at the ends of a range are not read to be left out.
 */
export function orderedIndex({ category, fromDay, toDay }: EventFilters, sort: EventSort): Record<string, 1> {
  const hasDays = sort === "date" && (fromDay !== undefined || toDay !== undefined);
  return {
    isActive: 1,
    ...(category !== undefined && { category: 1 }),
    ...Object.fromEntries(SORT_FIELDS[sort].map((field) => [field, 1 as const])),
    _id: 1,
    ...(hasDays && { localDay: 1 }),
  };
}
