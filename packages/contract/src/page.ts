import { z } from "zod";

export const DEFAULT_PAGE_SIZE = 20;
export const MAX_PAGE_SIZE = 100;

/**
 * A cursor holds an id and the value the list is sorted by, of which a name is the longest. Code that creates
 * cursors keeps within it, so that none is rejected when sent back.
 */
export const MAX_CURSOR_LENGTH = 1_024;

/** The input of every paged list: the opaque cursor from the previous page, and the maximum number of rows. */
export const pageInput = z.strictObject({
  cursor: z.string().max(MAX_CURSOR_LENGTH).nullish(),
  // Sent by TanStack's infinite queries; lists only page forward.
  direction: z.literal("forward").optional(),
  limit: z.int().min(1).max(MAX_PAGE_SIZE).default(DEFAULT_PAGE_SIZE),
});

/** One page of a list. `nextCursor` is null on the last page. */
export function page<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() });
}
