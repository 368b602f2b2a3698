import { MAX_CURSOR_LENGTH } from "@foyer/contract/page";
import { searchText } from "@foyer/contract/text";
import { z } from "zod";
import { DomainError } from "../domain-error.js";

/**
 * Where a page ended: the value it was sorted by, and the id that breaks ties. The longest values are names, which have
 * a hundred characters, and keys of names, which are bounded in bytes: see {@link MAX_CURSOR_LENGTH}.
 */
const position = z.tuple([z.union([searchText(512), z.int32()]), z.string().regex(/^[0-9a-f]{24}$/)]);
export type Position = z.infer<typeof position>;

export type Direction = "asc" | "desc";

/** One page of rows. */
export interface Page<Row> {
  readonly items: Row[];
  readonly nextCursor: string | null;
}

/** The condition "comes after `bound`" of a list in a direction. */
export function past<Value>(bound: Value, direction: Direction): { gt: Value } | { lt: Value } {
  return direction === "asc" ? { gt: bound } : { lt: bound };
}

/** What the cursor of the page before says, or nothing on the first page. */
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
  // A list that went by anything longer could not be continued.
  if (cursor.length > MAX_CURSOR_LENGTH) throw new Error(`A cursor has ${cursor.length} characters.`);
  return cursor;
}

/** Any that a row may have, which may lie outside what inputs allow today. */
const storedInstant = z.iso.datetime();

/** Reads the date that a cursor of a list sorted by date holds. */
export function cursorDate(value: string | number): Date {
  const parsed = storedInstant.safeParse(value);
  if (!parsed.success) throw invalidCursor();
  return new Date(parsed.data);
}

/** The refusal of a cursor that is not of the list it was sent to. */
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
 * Cuts a page out of what was read. Readers ask for one row more than the page holds: if it is there, there is
 * a next page.
 *
 * @param sortedBy the value of a row that the list is sorted by; dates as ISO strings
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

/**
 * Every row of a paged list, read page by page as they are asked for: however long the list is, no more than one
 * page of it is in memory.
 */
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

/** How many rows an export reads at once. */
export const EXPORT_PAGE_SIZE = 500;
