import type { EventFilters, EventSort } from "@foyer/contract/event";
import type { Prisma } from "@foyer/db/models";
import type { Foyer } from "../foyer.js";
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
export async function publicFilter(foyer: Foyer, filters: EventFilters): Promise<PublicFilter> {
  const { category, from = foyer.clock.now(), to } = filters;
  const search = readSearch(filters.search);
  const conditions = matching(search);
  const dateTime = { $gte: rawDate(from), ...(to && { $lte: rawDate(to) }) };
  const few = await findByRareWord(foyer, search, dateTime);
  return {
    isFew: few !== undefined,
    filter: {
      ...(few && { _id: { $in: [...few] } }),
      isActive: true,
      dateTime,
      ...(category !== undefined && { category }),
      ...(conditions.length > 0 && { $and: conditions }),
    },
  };
}

/** A moment as MongoDB's extended JSON writes it. */
export function rawDate(date: Date): { $date: string } {
  return { $date: date.toISOString() };
}

/** The field that an order goes by. Ties go by id. */
export const SORT_FIELDS = {
  date: "dateTime",
  price: "price",
  name: "nameKey",
} as const satisfies Record<EventSort, string>;

/** The index that has the list in its order: MongoDB might otherwise prefer one that leaves it to be sorted. */
export function orderedIndex({ category }: EventFilters, sort: EventSort): Record<string, 1> {
  return { isActive: 1, ...(category !== undefined && { category: 1 }), [SORT_FIELDS[sort]]: 1, _id: 1 };
}
