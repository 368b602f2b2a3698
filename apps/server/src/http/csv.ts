import { once } from "node:events";
import { pipeline, Readable } from "node:stream";
import type { CsvSeparator } from "@foyer/contract/csv-format";
import { toOffsetTime } from "@foyer/contract/wall-time";
import { stringify } from "csv-stringify";
import { z } from "zod";

/** The value of a cell; null is an empty one. A decimal has the form "50.00". */
type Cell = string | number | Date | { readonly decimal: string } | null;

/** The format of a file. */
export interface CsvFormat {
  readonly separator: CsvSeparator;
  /** The time zone of instants. */
  readonly timeZone: string;
}

/** A column: its heading, and its value for a row. */
export interface Column<Row> {
  readonly header: string;
  readonly cell: (row: Row) => Cell;
}

/**
 * Streams rows as a CSV file (RFC 4180; UTF-8 with a byte order mark, which spreadsheets recognize). If reading
 * the rows fails, the stream fails, so that a truncated file is not taken for a complete one. If the reader
 * stops, so does reading the rows.
 *
 * @returns once the first rows were read; throws what reading them threw, so that it can be answered as an error
 */
export async function toCsv<Row>(
  rows: AsyncIterable<Row>,
  columns: readonly Column<Row>[],
  { separator, timeZone }: CsvFormat,
): Promise<Readable> {
  const isForSemicolons = separator === "semicolon";
  const lines = stringify({
    bom: true,
    delimiter: isForSemicolons ? ";" : ",",
    header: true,
    columns: columns.map(({ header }) => header),
    record_delimiter: "windows",
    // Also if half of a line break is in a cell.
    quote_record_delimiter: true,
    // A cell that begins like a formula gets an apostrophe in front.
    escape_formulas: true,
    cast: {
      string: defuse,
      date: (date) => toOffsetTime(date, timeZone),
      object: (value) => inDecimals(value, isForSemicolons ? "," : "."),
    },
  });
  // The stream itself reports the error to its reader.
  pipeline(Readable.from(cells(rows, columns)), lines, () => {});
  await once(lines, "readable");
  return lines;
}

async function* cells<Row>(
  rows: AsyncIterable<Row>,
  columns: readonly Column<Row>[],
): AsyncGenerator<Cell[]> {
  for await (const row of rows) yield columns.map(({ cell }) => cell(row));
}

const decimalCell = z.object({ decimal: z.string() });

/** A decimal with the decimal separator that the spreadsheet expects. */
function inDecimals(value: unknown, sign: string): string {
  return decimalCell.parse(value).decimal.replace(".", sign);
}

/**
 * Prefixes text that begins like a formula with an apostrophe. Spreadsheets may strip quotes and white space, or
 * split cells at the other separator, so those are considered as well.
 */
function defuse(text: string): string {
  return text.replace(/(^["'\s]+|[;,]["'\s]*)(?=[=+\-@＝＋－＠])/g, "$1'");
}
