import type { EventFilters } from "@foyer/contract/event";
import type { Prisma } from "@foyer/db/models";
import { containing } from "../text-search.js";

/** Every word must be found in the name, the description or the venue, whatever its case. */
export function matchingWords(search: string | undefined): Prisma.EventWhereInput[] {
  return containing(search).map((found) => ({
    OR: [{ name: found }, { description: found }, { venue: found }],
  }));
}

/** What the public list shows: active events from now on, unless the filters ask for another time. */
export function publicEvents(filters: EventFilters, now: Date): Prisma.EventWhereInput {
  return {
    isActive: true,
    ...(filters.category !== undefined && { category: filters.category }),
    dateTime: { gte: filters.from ?? now, ...(filters.to && { lte: filters.to }) },
    AND: matchingWords(filters.search),
  };
}
