/** Prints a heading and a table: one row for each object, with the columns of all of them. */
export function printTable(heading, rows) {
  console.log(`\n${heading}`);
  if (rows.length === 0) return console.log("  (nothing)");
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const cells = [columns, ...rows.map((row) => columns.map((column) => show(row[column])))];
  const widths = columns.map((_, index) => Math.max(...cells.map((row) => row[index].length)));
  for (const row of cells) {
    const [first, ...rest] = row.map((cell, index) =>
      index === 0 ? cell.padEnd(widths[index]) : cell.padStart(widths[index]),
    );
    console.log(`  ${[first, ...rest].join("  ")}`);
  }
}

function show(value) {
  if (value === undefined || value === null) return "";
  return typeof value === "number" ? value.toLocaleString("en-US") : String(value);
}
