// Keeps a table of all bookings of one's events, for a spreadsheet or another system. Started by cron, say every night: it asks only
// for what was changed since it last ran, and may be killed and started again at any moment.
//
// Its API key needs the scope to read.
//
//   FOYER_API_KEY=foyer_… node nightly-sync.ts http://localhost:3000
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createFoyerClient, type RouterOutputs } from "@foyer/client";
import { toDecimal } from "@foyer/client/money";

type Booking = RouterOutputs["booking"]["forMyEvents"]["items"][number];

const url = `${process.argv[2] ?? "http://localhost:3000"}/trpc`;
const foyer = createFoyerClient({ url, apiKey: process.env.FOYER_API_KEY });

/** What is known so far: a row of the table for each booking, and from when on to ask. */
interface Kept {
  readonly rows: Record<string, readonly string[]>;
  readonly updatedAfter?: string;
}
const KEPT = "foyer-bookings.json";
const TABLE = "foyer-bookings.csv";
const COLUMNS = [
  "Booking",
  "Event",
  "Attendee",
  "Email",
  "Tickets",
  "Total",
  "Currency",
  "Status",
  "Changed",
];

/** A file is there as a whole or as it was. */
function replaceFile(name: string, text: string): void {
  // Names and addresses of people are in it.
  writeFileSync(`${name}.part`, text, { mode: 0o600, flush: true });
  renameSync(`${name}.part`, name);
}

function rowOf(booking: Booking): string[] {
  const { id, eventId, attendee, ticketQuantity, totalAmount, currency, status, updatedAt } = booking;
  const total = toDecimal(totalAmount, currency);
  const changed = updatedAt.toISOString();
  return [
    id,
    eventId,
    attendee.name,
    attendee.email,
    String(ticketQuantity),
    total,
    currency,
    status,
    changed,
  ];
}

/** Quoted; and what a spreadsheet would take for a formula begins with an apostrophe. */
function csvField(text: string): string {
  return `"${(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
}

const kept: Kept = existsSync(KEPT) ? JSON.parse(readFileSync(KEPT, "utf8")) : { rows: {} };
const { updatedAfter } = kept;
const rows = { ...kept.rows };
let next = updatedAfter;
let changes = 0;
for await (const page of foyer.booking.forMyEvents
  .all(updatedAfter === undefined ? {} : { updatedAfter })
  .pages()) {
  for (const booking of page.items) {
    const row = rowOf(booking);
    // Some come twice, so that none is missed.
    if (JSON.stringify(rows[booking.id]) !== JSON.stringify(row)) changes += 1;
    rows[booking.id] = row;
  }
  next = page.syncedUntil.toISOString();
}
const table = [COLUMNS, ...Object.values(rows)].map((row) => row.map(csvField).join(","));
replaceFile(TABLE, `${table.join("\r\n")}\r\n`);
// Last: killed before, the next run asks for the same again.
replaceFile(KEPT, JSON.stringify({ rows, updatedAfter: next }));
console.log(`${changes} changed, ${table.length - 1} in ${TABLE}`);
