import type { EventStats } from "@foyer/contract/event-stats";

type SalesOfDay = EventStats["salesPerDay"][number];

/** The sales of a day, or of the week beginning with it. */
export type SalesBar = SalesOfDay & { days: number };

const DAY_MS = 86_400_000;

/** The maximum number of bars; with more days, each bar is a week. */
const MAX_BARS = 92;

/** A bar for every day from the first sale to the last, including days without sales. */
export function salesBars(sales: readonly SalesOfDay[]): SalesBar[] {
  const first = sales.at(0);
  const last = sales.at(-1);
  if (!first || !last) return [];
  const start = Date.parse(first.day);
  const span = (Date.parse(last.day) - start) / DAY_MS + 1;
  const days = span > MAX_BARS ? 7 : 1;
  const bars = Array.from({ length: Math.ceil(span / days) }, (_, index) => ({
    day: new Date(start + index * days * DAY_MS).toISOString().slice(0, 10),
    days,
    bookings: 0,
    tickets: 0,
    amount: 0,
  }));
  for (const { day, bookings, tickets, amount } of sales) {
    const bar = bars[Math.floor((Date.parse(day) - start) / DAY_MS / days)];
    if (!bar) continue;
    bar.bookings += bookings;
    bar.tickets += tickets;
    bar.amount += amount;
  }
  return bars;
}
