/** A simulated sale as docs/scaling.md shows it, in lines of Markdown. */
export function describeSimulation({ ways }) {
  const head = [
    "Way",
    "A second",
    "Sold out",
    "Wait p50, p99",
    "Told to come again",
    "Transactions, conflicts",
    "Requests in them",
    "Came too late",
    "Overtaken",
  ];
  return alignedTable([head, ...ways.map(toRow)]);
}

function toRow({ name, perSecond, soldOutAfterMs, wait, deferred, database, fairness }) {
  const isSoldOut = soldOutAfterMs !== null;
  return [
    name,
    number(perSecond),
    isSoldOut ? seconds(soldOutAfterMs) : "not in time",
    `${seconds(wait.p50)}, ${seconds(wait.p99)}`,
    number(deferred),
    `${number(database.transactions)}, ${number(database.conflicts)}`,
    number(database.requests),
    // If the event did not sell out, only those who came in time got any.
    isSoldOut ? percent(fairness.cameTooLate) : "",
    percent(fairness.overtaken),
  ];
}

const number = (value) => value.toLocaleString("en-US");
const seconds = (ms) => `${(ms / 1_000).toFixed(ms < 1_000 ? 2 : 1)} s`;
const percent = (share) => `${(100 * share).toFixed(1)} %`;

/** The first column is text, the others are numbers. */
function alignedTable(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const pad = (cell, column) => (column === 0 ? cell.padEnd(widths[column]) : cell.padStart(widths[column]));
  const ruler = widths.map((width, column) =>
    column === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`,
  );
  const [head, ...rest] = rows.map((row) => row.map(pad));
  return [head, ruler, ...rest].map((cells) => `| ${cells.join(" | ")} |`);
}
