import { z } from "zod";

const KEY = "foyer-guest-bookings";
/** Older ones are forgotten first. */
const MAX_KEPT = 50;

const kept = z.array(z.tuple([z.string(), z.string()]));

/** Booking ids by event. What opens them is in cookies, which scripts cannot read. */
function read(): readonly (readonly [eventId: string, bookingId: string])[] {
  try {
    const text = localStorage.getItem(KEY);
    return text === null ? [] : (kept.safeParse(JSON.parse(text)).data ?? []);
  } catch {
    return [];
  }
}

/** The bookings that were made on this device without an account, so that their events lead to them. */
export const deviceBookings = {
  of(eventId: string): string | undefined {
    return read().find(([event]) => event === eventId)?.[1];
  },
  add(eventId: string, bookingId: string): void {
    const others = read().filter(([event]) => event !== eventId);
    try {
      localStorage.setItem(KEY, JSON.stringify([[eventId, bookingId], ...others].slice(0, MAX_KEPT)));
    } catch {
      // Without storage the mail leads to the booking.
    }
  },
};
