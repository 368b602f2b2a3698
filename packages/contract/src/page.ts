import { z } from "zod";

export const DEFAULT_PAGE_SIZE = 20;
export const MAX_PAGE_SIZE = 100;

/** What every paged list takes: an opaque cursor from the page before, and how many rows at most. */
export const pageInput = z.strictObject({
  cursor: z.string().max(512).nullish(),
  // TanStack's infinite queries send along which way they go; lists go one way only.
  direction: z.literal("forward").optional(),
  limit: z.int().min(1).max(MAX_PAGE_SIZE).default(DEFAULT_PAGE_SIZE),
});

/** A page of a list. `nextCursor` is null on the last one. */
export function page<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() });
}
