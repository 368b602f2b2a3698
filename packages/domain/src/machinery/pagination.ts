import { hash } from "node:crypto";
import { MAX_CURSOR_LENGTH } from "@foyer/contract/page";
import { searchText } from "@foyer/contract/text";
import { z } from "zod";
import { DomainError } from "../domain-error.js";
import { compareBytes } from "./compare-bytes.js";

/**
 * The end of a page: its last row's sort value and id. The longest values are names of a hundred characters and
 * name keys, which are bounded in bytes: see {@link MAX_CURSOR_LENGTH}.
 */
const position = z.tuple([z.union([searchText(512), z.int32()]), z.string().regex(/^[0-9a-f]{24}$/)]);
export type Position = z.infer<typeof position>;

/** Any date that a row may have, including dates that inputs no longer allow. */
export const storedInstant = z.iso.datetime();

/** A position, the {@link listMark} of the list that it is in, and when its first page was read, if that matters. */
const markedPosition = z.tuple([position, z.string(), storedInstant.optional()]);

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

const MARK_LENGTH = 8;

/**
 * Identifies a list with its filters and order in cursors: a cursor of another one would name a place that has no
 * meaning there.
 *
 * @param input whatever rows and order depend on; the position and size of the page are left out
 */
export function listMark(list: string, input: object): string {
  const given = Object.entries(input).filter(([name, value]) => !PAGING.has(name) && value !== undefined);
  const canonical = given.sort(([a], [b]) => compareBytes(a, b));
  return hash("sha256", JSON.stringify([list, canonical]), "base64url").slice(0, MARK_LENGTH);
}

const PAGING: ReadonlySet<string> = new Set(["cursor", "direction", "limit"]);

/**
 * The position in a cursor; undefined on the first page.
 *
 * @param mark the {@link listMark} of the list to be continued
 * @throws DomainError INVALID_INPUT (cursor) if it is of another list
 */
export function readCursor(cursor: string | null | undefined, mark: string): Position | undefined {
  if (cursor == null) return undefined;
  const [at, ownMark] = decode(cursor, markedPosition);
  if (ownMark !== mark) throw invalidCursor();
  return at;
}

/** When the first page of a list was read: by its cursor, or now. */
export function listBegan(cursor: string | null | undefined, now: Date): Date {
  const [, , began] = cursor == null ? [] : decode(cursor, markedPosition);
  return began === undefined ? now : new Date(began);
}

/** The content of a cursor. */
export function decode<Schema extends z.ZodType>(cursor: string, schema: Schema): z.output<Schema> {
  try {
    return schema.parse(JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")));
  } catch (cause) {
    throw invalidCursor(cause);
  }
}

/** A cursor with this content. */
export function encode(content: unknown): string {
  const cursor = Buffer.from(JSON.stringify(content)).toString("base64url");
  // A longer cursor would be rejected when sent back.
  if (cursor.length > MAX_CURSOR_LENGTH) throw new Error(`A cursor has ${cursor.length} characters.`);
  return cursor;
}

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

/** What a cursor says of a page's last row. */
interface PageOrder<Row> {
  /** The {@link listMark} of the list. */
  readonly mark: string;
  /** A row's sort value; dates as ISO strings. */
  readonly sortedBy: (row: Row) => string | number;
  /** When the first page was read, for lists that say so. */
  readonly began?: Date;
}

/**
 * Cuts a page out of the rows read. Queries read one row more than the page holds: if it exists, there is a next
 * page.
 *
 */
export function cutPage<Row extends { readonly id: string }>(
  rows: readonly Row[],
  limit: number,
  { mark, sortedBy, began }: PageOrder<Row>,
): Page<Row> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  if (rows.length <= limit || last === undefined) return { items, nextCursor: null };
  return {
    items,
    nextCursor: encode(
      [[sortedBy(last), last.id], mark, began?.toISOString()].filter((part) => part !== undefined),
    ),
  };
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
