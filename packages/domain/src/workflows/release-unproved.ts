import type { EventId } from "@foyer/contract/ids";
import type { Transaction } from "@foyer/db/database";
import type { UnprovedHold } from "../booking-queue/read-snapshot.js";
import { isUnproved } from "../bookings/guest-booking.js";
import type { AppContext } from "../context.js";
import { endBookings, endingColumns } from "./end-bookings.js";
import { offerReturnedTickets } from "./offer-tickets.js";

const REASON = "It was not confirmed, and the owner of its address booked.";

/**
 * Releases holds that guests made with an address and did not prove, for a booking of somebody with a better claim to the
 * address: its account, signed in and verified, or those who run the event. Otherwise anybody could keep people out of an
 * event by booking with their addresses. A hold that is being paid for at this moment stays; one whose payer has yet to act
 * at the bank does not: if the payment still comes, it is late and given back.
 *
 * @returns how many were released
 */
export async function releaseUnproved(
  tx: Transaction,
  context: Pick<AppContext, "clock" | "holds" | "eventChanges" | "failpoint" | "webhooks">,
  eventId: EventId,
  holds: readonly UnprovedHold[],
): Promise<number> {
  const wanted = new Map<string, UnprovedHold>(holds.map((hold) => [hold.id, hold]));
  const found = await tx.booking.findMany({
    where: { id: { in: [...wanted.keys()] }, status: "pending" },
    select: {
      ...endingColumns,
      guest: true,
      user: { select: { emailVerifiedAt: true } },
      payments: { where: { state: "under_way" }, select: { id: true } },
    },
  });
  const leaving = found.filter(
    ({ id, user, payments, ...booking }) =>
      isUnproved(booking) &&
      payments.length === 0 &&
      (wanted.get(id)?.for === "organizer" || user.emailVerifiedAt !== null),
  );
  if (leaving.length === 0) return 0;
  await endBookings(tx, context, { eventId, by: "expiry", reason: REASON }, leaving);
  await offerReturnedTickets(tx, context, eventId);
  return leaving.length;
}
