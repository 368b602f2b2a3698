import type { EventId } from "@foyer/contract/ids";
import type { Transaction } from "@foyer/db/database";
import { isOfferedAddition } from "../bookings/booking.js";
import type { AppContext } from "../context.js";
import { dropAdditionOf } from "./drop-addition.js";
import { endBookings, endingColumns } from "./end-bookings.js";
import { offerReturnedTickets } from "./offer-tickets.js";

/**
 * Ends the offer to a place: the booking that it is, or the addition to its holder's booking, which stays as it is. Its tickets
 * are offered to the next place.
 *
 * @returns whether there was one
 */
export async function endOffer(
  tx: Transaction,
  context: Pick<AppContext, "clock" | "holds" | "eventChanges" | "failpoint" | "webhooks">,
  place: { readonly id: string; readonly eventId: EventId; readonly bookingId: string | null },
  { by, reason }: { readonly by: "attendee" | "organizer"; readonly reason: string },
): Promise<boolean> {
  const { eventId } = place;
  const booking =
    place.bookingId === null
      ? null
      : await tx.booking.findUnique({
          where: { id: place.bookingId },
          select: { ...endingColumns, eventId: true },
        });
  if (booking === null) return false;
  const { status, addition } = booking;
  if (status === "pending") {
    await endBookings(tx, context, { eventId, by, reason }, [booking]);
    await offerReturnedTickets(tx, context, eventId);
    return true;
  }
  if (addition?.waitlistEntryId !== place.id || !isOfferedAddition(addition)) return false;
  await dropAdditionOf(tx, context, booking, by);
  return true;
}
