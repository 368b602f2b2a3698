import { z } from "zod";

export const DEFAULT_PAGE_SIZE = 20;
export const MAX_PAGE_SIZE = 100;

/**
 * A cursor holds the value that a list is sorted by, of which the longest is a name, and an id. Whoever writes
 * cursors keeps to this, so that none is refused when it comes back.
 */
export const MAX_CURSOR_LENGTH = 1_024;

/** What every paged list takes: an opaque cursor from the page before, and how many rows at most. */
export const pageInput = z.strictObject({
  cursor: z.string().max(MAX_CURSOR_LENGTH).nullish(),
  // TanStack's infinite queries send along which way they go; lists go one way only.
  direction: z.literal("forward").optional(),
  limit: z.int().min(1).max(MAX_PAGE_SIZE).default(DEFAULT_PAGE_SIZE),
});

/** A page of a list. `nextCursor` is null on the last one. */
export function page<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() });
}
