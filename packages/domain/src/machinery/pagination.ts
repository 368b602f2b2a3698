import { MAX_CURSOR_LENGTH } from "@foyer/contract/page";
import { searchText } from "@foyer/contract/text";
import { z } from "zod";
import { DomainError } from "../domain-error.js";

/**
 * The end of a page: its last row's sort value and id. The longest values are names of a hundred characters and
 * name keys, which are bounded in bytes: see {@link MAX_CURSOR_LENGTH}.
 */
const position = z.tuple([z.union([searchText(512), z.int32()]), z.string().regex(/^[0-9a-f]{24}$/)]);
export type Position = z.infer<typeof position>;

export type Direction = "asc" | "desc";

/** One page of rows. */
export interface Page<Row> {
  readonly items: Row[];
  readonly nextCursor: string | null;
}

/** The condition "comes after `bound`" for a sort direction. */
export function past<Value>(bound: Value, direction: Direction): { gt: Value } | { lt: Value } {
  return direction === "asc" ? { gt: bound } : { lt: bound };
}

/** The position in a cursor; undefined on the first page. */
export function readCursor(cursor: string | null | undefined): Position | undefined {
  if (cursor == null) return undefined;
  try {
    return position.parse(JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")));
  } catch (cause) {
    throw invalidCursor(cause);
  }
}

function writeCursor(end: Position): string {
  const cursor = Buffer.from(JSON.stringify(end)).toString("base64url");
  // A longer cursor would be rejected when sent back.
  if (cursor.length > MAX_CURSOR_LENGTH) throw new Error(`A cursor has ${cursor.length} characters.`);
  return cursor;
}

/** Any date that a row may have, including dates that inputs no longer allow. */
const storedInstant = z.iso.datetime();

/** Reads the date in a cursor of a list sorted by date. */
export function cursorDate(value: string | number): Date {
  const parsed = storedInstant.safeParse(value);
  if (!parsed.success) throw invalidCursor();
  return new Date(parsed.data);
}

/** The error for a cursor that does not belong to the list. */
export function invalidCursor(cause?: unknown): DomainError {
  return new DomainError(
    "INVALID_INPUT",
    "This list cannot be continued from there. Start again from its first page.",
    {
      field: "cursor",
      cause,
    },
  );
}

/**
 * Cuts a page out of the rows read. Queries read one row more than the page holds: if it exists, there is a next
 * page.
 *
 * @param sortedBy a row's sort value; dates as ISO strings
 */
export function cutPage<Row extends { readonly id: string }>(
  rows: readonly Row[],
  limit: number,
  sortedBy: (row: Row) => string | number,
): Page<Row> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  if (rows.length <= limit || last === undefined) return { items, nextCursor: null };
  return { items, nextCursor: writeCursor([sortedBy(last), last.id]) };
}

/** All rows of a paged list, read page by page on demand, so that only one page is in memory. */
export async function* everyRow<Row>(
  readPage: (cursor: string | null) => Promise<Page<Row>>,
): AsyncGenerator<Row> {
  let cursor: string | null = null;
  do {
    const page: Page<Row> = await readPage(cursor);
    yield* page.items;
    cursor = page.nextCursor;
  } while (cursor !== null);
}

/** The page size of exports. */
export const EXPORT_PAGE_SIZE = 500;
