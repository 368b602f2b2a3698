import { once } from "node:events";
import { pipeline, Readable } from "node:stream";
import { stringify } from "csv-stringify";

/** What a cell may hold; null leaves it empty. */
type Cell = string | number | Date | null;

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
): Promise<Readable> {
  const lines = stringify({
    bom: true,
    header: true,
    columns: columns.map(({ header }) => header),
    record_delimiter: "windows",
    // Also where half of it is in a cell.
    quote_record_delimiter: true,
    // A cell that begins like a formula begins with an apostrophe instead.
    escape_formulas: true,
    cast: { string: defuse, date: (date) => date.toISOString() },
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

/**
 * Puts an apostrophe before what would begin like a formula in a spreadsheet that strips quotes and white space, or
 * takes the semicolon for the end of a cell, as those of many countries do.
 */
function defuse(text: string): string {
  return text.replace(/(^["'\s]+|;["'\s]*)(?=[=+\-@＝＋－＠])/g, "$1'");
}
