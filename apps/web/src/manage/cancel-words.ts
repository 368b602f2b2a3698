import type { EventStats } from "@foyer/contract/event-stats";
import { formatMoney } from "@foyer/contract/money";
import { counted } from "../shared/counted";

type Figures = Pick<EventStats, "bookings" | "revenue" | "currency" | "waitingPeople" | "sold" | "held">;

/** The consequences of cancelling an event, in figures. */
export function cancelEventConsequence(stats: Figures): string[] {
  const bookings = stats.bookings.confirmed + stats.bookings.pending;
  const money = formatMoney(stats.revenue, stats.currency);
  const [first, more] =
    bookings === 0
      ? ["Nobody has booked, so nothing is refunded.", []]
      : [
          `${counted(bookings, "booking")} will be cancelled${stats.revenue > 0 ? ` and ${money} refunded` : ""}.`,
          [
            `Everybody who booked (${counted(stats.sold + stats.held, "ticket")}) is told by mail, with your reason.`,
          ],
        ];
  return [
    first,
    ...more,
    ...(stats.waitingPeople > 0
      ? [
          `The waiting list closes: ${counted(stats.waitingPeople, "person", "people")} on it will be told too.`,
        ]
      : []),
    ...(stats.revenue > 0
      ? ["What was paid in cash you give back yourself: it is listed under Refunds."]
      : []),
  ];
}

type Cancellation = NonNullable<EventStats["cancellation"]>;

/** @example progressWords({ state: "running", cancelledBookings: 18, remainingBookings: 14 }) // "18 of 32 bookings cancelled" */
export function progressWords({ cancelledBookings, remainingBookings }: Cancellation): string {
  const all = cancelledBookings + remainingBookings;
  return remainingBookings > 0
    ? `${cancelledBookings.toLocaleString("en")} of ${counted(all, "booking")} cancelled`
    : `${counted(all, "booking")} cancelled`;
}
