import type { EventFilters } from "@foyer/contract/event";
import type { EventSort } from "@foyer/contract/event-choices";
import { DAY_MS, HOUR_MS } from "@foyer/contract/time";
import type { Prisma } from "@foyer/db/models";
import { date } from "@foyer/db/raw-commands";
import type { AppContext } from "../context.js";
import { findByRareWord, matching, readSearch } from "./event-search.js";

/**
 * The public list uses raw MongoDB queries: Prisma's own cannot hint an index, and it sorts what it only counts.
 */

/** The filter of a query. */
export interface PublicFilter {
  readonly filter: Prisma.InputJsonObject;
  /** Whether the filter already contains at most some hundred ids. */
  readonly isFew: boolean;
}

/** The filter of the public list: active events from now on, unless another time is given. */
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
 * The condition on the start. Days only bound it by the largest UTC offset, so that the indexes by date can be
 * used; `localDay` decides at both ends.
 */
function dateRange({ from, to, fromDay, toDay }: EventFilters, now: Date): Prisma.InputJsonObject {
  const starts = [from ?? now, ...(fromDay ? [new Date(Date.parse(fromDay) - FURTHEST_ZONE_MS)] : [])];
  const ends = [
    ...(to ? [to] : []),
    ...(toDay ? [new Date(Date.parse(toDay) + DAY_MS + FURTHEST_ZONE_MS)] : []),
  ];
  const start = new Date(Math.max(...starts.map((moment) => moment.getTime())));
  const end = ends.length > 0 ? new Date(Math.min(...ends.map((moment) => moment.getTime()))) : undefined;
  return { $gte: date(start), ...(end && { $lte: date(end) }) };
}

/** Zones have been up to 15 h 13 min away from UTC. */
const FURTHEST_ZONE_MS = 16 * HOUR_MS;

/** The fields of an order. Ties are ordered by id. */
export const SORT_FIELDS = {
  date: ["dateTime"],
  price: ["currency", "price"],
  name: ["nameKey"],
} as const satisfies Record<EventSort, readonly string[]>;

/**
 * The index in the list's order; MongoDB might otherwise choose one that requires sorting. By date there is one
 * with local days too, so that events at the ends of a range are not fetched and discarded.
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
