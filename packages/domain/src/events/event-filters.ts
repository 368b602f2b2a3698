import type { EventFilters } from "@foyer/contract/event";
import type { Prisma } from "@foyer/db/models";

/** The most words of a search that are looked for; what follows is ignored. */
const MAX_WORDS = 8;

/** Every word must be found in the name, the description or the venue, whatever its case. */
export function matchingWords(search: string | undefined): Prisma.EventWhereInput[] {
  const words = (search ?? "").split(/\s+/).filter((word) => word !== "");
  return words.slice(0, MAX_WORDS).map((word) => {
    const found = { contains: literally(word), mode: "insensitive" } as const;
    return { OR: [{ name: found }, { description: found }, { venue: found }] };
  });
}

/** On MongoDB, Prisma puts what it is given into a regular expression as it is. */
function literally(word: string): string {
  return word.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
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
