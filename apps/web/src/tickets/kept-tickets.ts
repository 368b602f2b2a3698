import { type BookingDetails, bookingDetails } from "@foyer/contract/booking";
import { type TicketView, ticketView } from "@foyer/contract/ticket";
import { answeredInstant } from "@foyer/contract/time";

const PREFIX = "foyer-tickets ";

/** Tickets as they were when this device last saw them. */
export interface KeptTickets {
  readonly booking: BookingDetails;
  readonly tickets: readonly TicketView[];
  readonly keptAt: Date;
}

function keyOf(userId: string, bookingId: string): string {
  return `${PREFIX}${userId} ${bookingId}`;
}

/** Keeps tickets on this device, for a door without a network. */
export function keepTickets(userId: string, kept: KeptTickets): void {
  try {
    localStorage.setItem(keyOf(userId, kept.booking.id), JSON.stringify(kept));
  } catch {
    // Storage may be forbidden or full; the tickets are there all the same while there is a network.
  }
}

/** The tickets that this device kept for somebody. */
export function findKeptTickets(userId: string, bookingId: string): KeptTickets | undefined {
  try {
    const text = localStorage.getItem(keyOf(userId, bookingId));
    return text === null ? undefined : readKept(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** The storage is written by whatever version of the app was open then: what it cannot have meant is refused. */
function readKept(stored: unknown): KeptTickets | undefined {
  if (typeof stored !== "object" || stored === null) return undefined;
  if (!("booking" in stored && "tickets" in stored && "keptAt" in stored)) return undefined;
  return {
    booking: bookingDetails.parse(stored.booking),
    tickets: ticketView.array().parse(stored.tickets),
    keptAt: answeredInstant.parse(stored.keptAt),
  };
}

/** The booking has no tickets any more. */
export function dropTickets(userId: string, bookingId: string): void {
  try {
    localStorage.removeItem(keyOf(userId, bookingId));
  } catch {
    // Storage that is forbidden holds nothing.
  }
}

/** Somebody signs out on purpose: nothing of theirs stays. */
export function forgetTickets(): void {
  try {
    for (const key of Object.keys(localStorage)) {
      if (key.startsWith(PREFIX)) localStorage.removeItem(key);
    }
  } catch {
    // Storage that is forbidden holds nothing.
  }
}
