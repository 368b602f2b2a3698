import { type EventId, eventId as eventIdSchema } from "@foyer/contract/ids";
import type { Transaction } from "@foyer/db/database";
import { eachByItself } from "../each-by-itself.js";
import type { Foyer } from "../foyer.js";
import { offerReturnedTickets } from "../waitlist/offer-tickets.js";
import { type EndingBooking, endBookings, endingColumns } from "./end-bookings.js";

/** The most holds released in one transaction, so that it stays short however many ran out. */
const HOLDS_AT_ONCE = 200;

const REASON = "The time to pay ran out.";

/**
 * Releases every hold whose time is over, event by event. Whichever process gets there first releases a hold: the
 * booking's own status, changed in the transaction that gives the tickets back, is the claim. Of two at the same
 * time one meets a conflict, looks again, and finds nothing left to do.
 *
 * @returns how many were released
 * @throws AggregateError when the holds of some events could not be released; the others are
 */
export async function releaseExpiredHolds(foyer: Foyer): Promise<number> {
  const events = await foyer.db.prisma.booking.groupBy({
    by: ["eventId"],
    where: expiredAt(foyer.clock.now()),
  });
  if (events.length > 0) await foyer.reached("expiry.found");
  return eachByItself(events, "events", ({ eventId }) => releaseAllOf(foyer, eventIdSchema.parse(eventId)));
}

async function releaseAllOf(foyer: Foyer, eventId: EventId): Promise<number> {
  let released = 0;
  for (;;) {
    const count = await foyer.db.transaction(async (tx) => {
      const found = await releaseExpiredIn(tx, foyer, eventId);
      await foyer.reached("expiry.releasing");
      return found;
    });
    await foyer.reached("expiry.released");
    released += count;
    if (count < HOLDS_AT_ONCE) return released;
  }
}

/**
 * The same for one event within a transaction: for somebody who wants tickets that only such holds still block.
 * The waiting list comes before them.
 *
 * @returns how many were released
 */
export async function releaseExpiredIn(tx: Transaction, foyer: Foyer, eventId: EventId): Promise<number> {
  const expired = await tx.booking.findMany({
    where: { eventId, ...expiredAt(foyer.clock.now()) },
    take: HOLDS_AT_ONCE,
    select: endingColumns,
  });
  if (expired.length === 0) return 0;
  await releaseHolds(tx, foyer, eventId, expired);
  return expired.length;
}

/** Releases holds whose time is over, which the caller has read in the same transaction. */
export async function releaseHolds(
  tx: Transaction,
  foyer: Foyer,
  eventId: EventId,
  expired: readonly EndingBooking[],
): Promise<void> {
  await endBookings(tx, foyer, { eventId, by: "expiry", reason: REASON }, expired);
  await offerReturnedTickets(tx, foyer, eventId);
}

function expiredAt(now: Date) {
  return { status: "pending", holdExpiresAt: { lte: now } } as const;
}
