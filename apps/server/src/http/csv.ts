import { once } from "node:events";
import { pipeline, Readable } from "node:stream";
import type { CsvSeparator } from "@foyer/contract/csv-format";
import { toOffsetTime } from "@foyer/contract/wall-time";
import { stringify } from "csv-stringify";
import { z } from "zod";

/** What a cell may hold; null leaves it empty. A decimal is written as "50.00". */
type Cell = string | number | Date | { readonly decimal: string } | null;

/** How a file is written. */
export interface CsvFormat {
  readonly separator: CsvSeparator;
  /** Whose clocks the times go by. */
  readonly timeZone: string;
}

/** A column: its heading, and what it says of a row. */
export interface Column<Row> {
  readonly header: string;
  readonly cell: (row: Row) => Cell;
}

/**
 * Rows as a CSV file (RFC 4180; UTF-8 with the mark by which spreadsheets know it), written as fast as it is read.
 * When reading the rows fails, the stream fails: it never ends as if the file were whole. When nobody wants the
 * stream any more, reading stops.
 *
 * @returns once there is something to read; throws what reading the first rows threw, so that it can be answered
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
    // Also where half of it is in a cell.
    quote_record_delimiter: true,
    // A cell that begins like a formula begins with an apostrophe instead.
    escape_formulas: true,
    cast: {
      string: defuse,
      date: (date) => toOffsetTime(date, timeZone),
      object: (value) => inDecimals(value, isForSemicolons ? "," : "."),
    },
  });
  // An error reaches whoever reads the lines, by the stream itself.
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

/** A decimal with the sign that the spreadsheet expects. */
function inDecimals(value: unknown, sign: string): string {
  return decimalCell.parse(value).decimal.replace(".", sign);
}

/**
 * Puts an apostrophe before what would begin like a formula in a spreadsheet that strips quotes and white space, or
 * takes for the end of a cell what is none here: the semicolon, as those of many countries do, or the comma.
 */
function defuse(text: string): string {
  return text.replace(/(^["'\s]+|[;,]["'\s]*)(?=[=+\-@＝＋－＠])/g, "$1'");
}
