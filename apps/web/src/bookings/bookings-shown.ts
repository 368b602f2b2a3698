import type { BookingWithEvent } from "@foyer/contract/booking";
import { isOver } from "../shared/is-over";

const SHOWN = ["past", "cancelled"] as const;

/** The filter of one's own bookings; the default is upcoming ones. */
export type BookingsShown = (typeof SHOWN)[number] | "upcoming";

export function bookingsShown(value: unknown): (typeof SHOWN)[number] | undefined {
  return SHOWN.find((choice) => choice === value);
}

type Dated = Pick<BookingWithEvent, "status"> & {
  event: Pick<BookingWithEvent["event"], "dateTime" | "endsAt">;
};

/**
 * The bookings that belong to a filter, sorted: holds first, since they expire; then the next one first, or the
 * latest first for past ones.
 */
export function bookingsUnder<Booking extends Dated>(
  shown: BookingsShown,
  bookings: readonly Booking[],
  now: Date,
): Booking[] {
  const sign = shown === "upcoming" ? 1 : -1;
  return bookings
    .filter((booking) => headingOf(booking, now) === shown)
    .sort(
      (a, b) =>
        Number(b.status === "pending") - Number(a.status === "pending") ||
        sign * (a.event.dateTime.getTime() - b.event.dateTime.getTime()),
    );
}

function headingOf(booking: Dated, now: Date): BookingsShown {
  if (booking.status === "cancelled") return "cancelled";
  return isOver(booking.event, now) ? "past" : "upcoming";
}
