import { type BookingDetails, bookingDetails } from "@foyer/contract/booking";
import { type TicketView, ticketView } from "@foyer/contract/ticket";
import { answeredInstant } from "@foyer/contract/time";

const PREFIX = "foyer-tickets ";

/** Tickets as they were last fetched on this device. */
export interface StoredTickets {
  readonly booking: BookingDetails;
  readonly tickets: readonly TicketView[];
  readonly keptAt: Date;
}

function keyOf(userId: string, bookingId: string): string {
  return `${PREFIX}${userId} ${bookingId}`;
}

/** Stores tickets on this device, for use without a network. */
export function storeTickets(userId: string, kept: StoredTickets): void {
  try {
    localStorage.setItem(keyOf(userId, kept.booking.id), JSON.stringify(kept));
  } catch {
    // Storage may be disabled or full; online, the tickets are available anyway.
  }
}

/** A user's tickets stored on this device. */
export function findStoredTickets(userId: string, bookingId: string): StoredTickets | undefined {
  try {
    const text = localStorage.getItem(keyOf(userId, bookingId));
    return text === null ? undefined : readStoredTickets(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** What bookings lack that were stored before there were kinds of tickets. */
const OLDER_BOOKING = {
  items: [],
  discountCode: null,
  discountAmount: 0,
  addition: null,
  cashDueAt: null,
  refundedAmount: 0,
};

/** Storage may have been written by another version of the app: invalid data is ignored. */
function readStoredTickets(stored: unknown): StoredTickets | undefined {
  if (typeof stored !== "object" || stored === null) return undefined;
  if (!("booking" in stored && "tickets" in stored && "keptAt" in stored)) return undefined;
  return {
    booking: bookingDetails.parse(
      typeof stored.booking === "object" ? { ...OLDER_BOOKING, ...stored.booking } : stored.booking,
    ),
    tickets: ticketView.array().parse(stored.tickets),
    keptAt: answeredInstant.parse(stored.keptAt),
  };
}

/** Called when a booking has no tickets any more. */
export function dropTickets(userId: string, bookingId: string): void {
  try {
    localStorage.removeItem(keyOf(userId, bookingId));
  } catch {
    // Without storage there is nothing to remove.
  }
}

/** Called on sign-out: removes all stored tickets. */
export function clearTickets(): void {
  try {
    for (const key of Object.keys(localStorage)) {
      if (key.startsWith(PREFIX)) localStorage.removeItem(key);
    }
  } catch {
    // Without storage there is nothing to remove.
  }
}
