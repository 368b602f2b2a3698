import type { EventId } from "@foyer/contract/ids";
import type { Transaction } from "@foyer/db/database";
import type { Prisma } from "@foyer/db/models";
import type { Actor } from "../actor.js";
import type { Foyer } from "../foyer.js";
import { refuseBeyond } from "../security/rate-limit.js";

/**
 * Refuses somebody who takes an event's tickets again and again and lets them go each time, which keeps them from
 * others for nothing, and somebody who books without end: each booking is a mail to an address that may not be
 * theirs.
 *
 * @throws DomainError RATE_LIMITED
 */
export async function refuseHoarding(
  tx: Transaction,
  foyer: Foyer,
  eventId: EventId,
  actor: Actor,
): Promise<void> {
  const nthBooking = (which: Prisma.BookingWhereInput) => async (nth: number, since: Date) => {
    const found = await tx.booking.findFirst({
      where: { userId: actor.id, bookingDate: { gt: since }, ...which },
      orderBy: [{ bookingDate: "desc" }, { id: "desc" }],
      skip: nth - 1,
      select: { bookingDate: true },
    });
    return found?.bookingDate;
  };
  await refuseBeyond(foyer, "bookingsPerUser", nthBooking({}));
  const isLetGo: Prisma.BookingWhereInput = { cancelledBy: { in: ["attendee", "expiry"] } };
  await refuseBeyond(foyer, "bookingsLetGo", nthBooking({ eventId, ...isLetGo }));
}
