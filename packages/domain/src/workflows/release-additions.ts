import { bookingId, type EventId, eventId as eventIdSchema, type UserId } from "@foyer/contract/ids";
import type { Transaction } from "@foyer/db/database";
import { date, oid } from "@foyer/db/raw-commands";
import { type RowOf, rawModel } from "@foyer/db/raw-model";
import { releaseTickets } from "../capacity/change-capacity.js";
import type { AppContext } from "../context.js";
import { processEach } from "../machinery/process-each.js";
import { OPEN_PAYMENTS } from "../payments/payment-view.js";
import { endOffers } from "../waitlist/end-offers.js";
import type { PlaceEnd } from "../waitlist/ended-place.js";
import { queueWebhooks } from "../webhooks/queue-webhooks.js";
import { offerReturnedTickets } from "./offer-tickets.js";

/** The maximum number of additions released in one transaction, which bounds its duration. */
const ADDITIONS_AT_ONCE = 200;

const additions = rawModel("Booking", { id: true, eventId: true, addition: true });

/** A booking with an addition that is held. */
type WithAddition = Pick<RowOf<typeof additions>, "id" | "addition">;

type Context = Pick<AppContext, "clock" | "holds" | "eventChanges" | "failpoint" | "webhooks">;

/**
 * Releases all additions whose time to pay ran out, event by event; their bookings stay as they are. The change of the booking
 * is the claim, as for expired holds.
 *
 * @returns how many were released
 * @throws AggregateError if some events failed; the others are done
 */
export async function releaseExpiredAdditions(context: AppContext): Promise<number> {
  const expired = await additions.find(context.db.prisma.booking, expiredAt(context.clock.now()), {
    limit: ADDITIONS_AT_ONCE,
  });
  const events = [...new Set(expired.map(({ eventId }) => eventId))];
  return processEach(events, "events", (eventId) =>
    context.db.transaction((tx) => releaseExpiredAdditionsIn(tx, context, eventId)),
  );
}

/**
 * The same for one event within a transaction, for a request that needs tickets held by expired additions.
 *
 * @returns how many were released
 */
export async function releaseExpiredAdditionsIn(
  tx: Transaction,
  context: Context,
  eventId: EventId,
): Promise<number> {
  const expired = await additions.find(
    tx.booking,
    { eventId: oid(eventId), ...expiredAt(context.clock.now()) },
    { limit: ADDITIONS_AT_ONCE },
  );
  await releaseAdditions(tx, context, eventId, expired, { state: "expired" });
  return expired.length;
}

/**
 * Releases additions that bookings of a user hold, at most so many; offers among them are declined.
 *
 * @returns how many were released
 */
export async function releaseAdditionsOf(
  tx: Transaction,
  context: Context,
  userId: UserId,
  limit: number,
): Promise<number> {
  const held = await additions.find(
    tx.booking,
    { userId: oid(userId), "addition.holdExpiresAt": { $gt: date(new Date(0)) } },
    { limit },
  );
  for (const [eventId, bookings] of Map.groupBy(held, (booking) => booking.eventId)) {
    await releaseAdditions(tx, context, eventId, bookings, { state: "declined" });
  }
  return held.length;
}

function expiredAt(now: Date) {
  return { "addition.holdExpiresAt": { $lte: date(now) } };
}

/**
 * Releases additions that bookings of one event hold: they go back and are offered to the waiting list, and payments for them are
 * not wanted any more. The caller has read them in the same transaction.
 *
 * @param end how the places end that they were offered to
 */
export async function releaseAdditions(
  tx: Transaction,
  context: Context,
  eventId: EventId,
  bookings: readonly WithAddition[],
  end: PlaceEnd,
): Promise<void> {
  const held = bookings.flatMap(({ id, addition }) => (addition === null ? [] : [{ id, addition }]));
  if (held.length === 0) return;
  const now = context.clock.now();
  const ids: string[] = held.map(({ id }) => id);
  await tx.booking.updateMany({
    where: { id: { in: ids } },
    data: { addition: { unset: true }, updatedAt: now },
  });
  await releaseTickets(tx, context, {
    eventId,
    at: now,
    bookings: held.map(({ id, addition: { ticketQuantity: quantity, items } }) => ({
      bookingId: bookingId.parse(id),
      quantity,
      items,
    })),
  });
  await endOffers(
    tx,
    held.map(({ addition }) => addition.waitlistEntryId),
    end,
    now,
  );
  await tx.payment.updateMany({
    where: { bookingId: { in: ids }, state: { in: [...OPEN_PAYMENTS] } },
    data: { checkAt: now, updatedAt: now },
  });
  await queueWebhooks(
    tx,
    context,
    eventId,
    ids.map((id) => ({ type: "booking.changed", bookingId: id }) as const),
  );
  await offerReturnedTickets(tx, context, eventIdSchema.parse(eventId));
}
