import { z } from "zod";
import { answeredInstant, instant } from "./time.js";

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

/** The input of lists for programs that keep a copy: only what was changed since. */
export const changesInput = pageInput.extend({ updatedAfter: instant.optional() });

/** One page of a list. `nextCursor` is null on the last page. */
export function page<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() });
}

/**
 * One page of such a list. `syncedUntil` is the `updatedAfter` of the next synchronization, the same on all pages of
 * one. It is earlier than the first page, since what is being written then may be dated earlier than it is seen; so
 * some rows come twice, and none is missed.
 */
export function changesPage<Item extends z.ZodType>(item: Item) {
  return page(item).extend({ syncedUntil: answeredInstant });
}
