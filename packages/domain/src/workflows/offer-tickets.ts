import { ACTIVE_STATUSES } from "@foyer/contract/booking";
import { bookingId, type EventId, eventId as toId, userId as toUserId } from "@foyer/contract/ids";
import type { Transaction } from "@foyer/db/database";
import { newObjectId } from "@foyer/db/raw-commands";
import { newBooking } from "../bookings/booking.js";
import { cutoffOf } from "../bookings/cancellation-terms.js";
import { holdUntil } from "../bookings/hold.js";
import { reserveTickets } from "../capacity/change-capacity.js";
import type { AppContext } from "../context.js";
import { acceptsBookings } from "../events/bookability.js";
import { announceEventChange } from "../events/event-changes.js";
import { processEach } from "../machinery/process-each.js";
import { queueMails } from "../outbox/queue-mails.js";
import { endedPlace, type PlaceEnd } from "../waitlist/ended-place.js";
import { queueWebhooks } from "../webhooks/queue-webhooks.js";

/** The maximum number of offers per transaction. {@link offerLeftovers} continues with the rest. */
const OFFERS_AT_ONCE = 20;

/** How many places are read at once. */
const PLACES_AT_ONCE = 100;

/**
 * Offers an event's free tickets to its waiting list. Each offer is a pending booking with a longer hold than
 * usual. In the order of joining, each place whose quantity fits gets an offer; the others keep their place
 * (domain rules, Waiting list). Called in the transaction that returns the tickets, so that nobody can book them
 * in between.
 *
 * @param justJoined the place of a user who is just joining, and needs no time to be notified
 * @returns how many offers were made
 */
export async function offerReturnedTickets(
  tx: Transaction,
  context: Pick<AppContext, "clock" | "holds" | "eventChanges" | "failpoint" | "webhooks">,
  eventId: EventId,
  justJoined?: string,
): Promise<number> {
  const event = await tx.event.findUnique({
    where: { id: eventId },
    select: {
      isActive: true,
      cancelledAt: true,
      dateTime: true,
      availableTickets: true,
      waitingCount: true,
      price: true,
      currency: true,
      cancellationCutoffHours: true,
    },
  });
  const now = context.clock.now();
  if (event === null || event.waitingCount === 0 || !acceptsBookings(event, now)) return 0;

  let { availableTickets } = event;
  let offers = 0;
  let leaving = 0;
  let after: Place | undefined;
  while (availableTickets > 0 && offers < OFFERS_AT_ONCE) {
    const places = await nextPlaces(tx, eventId, availableTickets, after);
    for (const place of places) {
      if (place.ticketQuantity > availableTickets || offers === OFFERS_AT_ONCE) continue;
      leaving++;
      const whyNot = await endWithoutOffer(tx, eventId, place);
      if (whyNot !== undefined) {
        await tx.waitlistEntry.update({
          where: { id: place.id },
          data: endedPlace(whyNot, now),
          select: { id: true },
        });
        continue;
      }
      const { holdSeconds, offerSeconds } = context.holds;
      const seconds = place.id === justJoined ? Math.min(holdSeconds, offerSeconds) : offerSeconds;
      await offer(tx, context, { eventId, event, place, now, seconds });
      availableTickets -= place.ticketQuantity;
      offers++;
    }
    after = places.at(-1);
    if (places.length < PLACES_AT_ONCE) break;
  }
  if (leaving > 0) {
    announceEventChange(tx, context, eventId, { kind: "tickets" });
    await tx.event.update({
      where: { id: eventId },
      data: { waitingCount: { decrement: leaving } },
      select: { id: true },
    });
  }
  return offers;
}

/**
 * Offers tickets that other transactions left: beyond the number of offers per transaction, or because sales were
 * closed then.
 *
 * @returns how many offers were made
 * @throws AggregateError if some events failed; the others are done
 */
export async function offerLeftovers(context: AppContext): Promise<number> {
  const events = await context.db.prisma.event.findMany({
    where: {
      waitingCount: { gt: 0 },
      availableTickets: { gt: 0 },
      isActive: true,
      dateTime: { gt: context.clock.now() },
    },
    select: { id: true },
  });
  return processEach(events, "waiting lists", ({ id }) => offerAllOf(context, toId.parse(id)));
}

async function offerAllOf(context: AppContext, eventId: EventId): Promise<number> {
  let offers = 0;
  for (;;) {
    const made = await context.db.transaction((tx) => offerReturnedTickets(tx, context, eventId));
    offers += made;
    if (made < OFFERS_AT_ONCE) return offers;
  }
}

interface Place {
  readonly id: string;
  readonly userId: string;
  readonly ticketQuantity: number;
  readonly joinedAt: Date;
}

async function nextPlaces(
  tx: Transaction,
  eventId: EventId,
  availableTickets: number,
  after: Place | undefined,
): Promise<Place[]> {
  return tx.waitlistEntry.findMany({
    where: {
      eventId,
      state: "waiting",
      ticketQuantity: { lte: availableTickets },
      ...(after !== undefined && {
        OR: [{ joinedAt: { gt: after.joinedAt } }, { joinedAt: after.joinedAt, id: { gt: after.id } }],
      }),
    },
    orderBy: [{ joinedAt: "asc" }, { id: "asc" }],
    take: PLACES_AT_ONCE,
    select: { id: true, userId: true, ticketQuantity: true, joinedAt: true },
  });
}

/** How a place ends without an offer, if its user has tickets by now or a disabled account; undefined otherwise. */
async function endWithoutOffer(
  tx: Transaction,
  eventId: EventId,
  { userId }: Place,
): Promise<PlaceEnd | undefined> {
  const active = await tx.booking.findFirst({
    where: { userId, eventId, status: { in: [...ACTIVE_STATUSES] } },
    select: { id: true },
  });
  if (active !== null) return { state: "accepted" };
  const user = await tx.user.findUnique({ where: { id: userId }, select: { isActive: true } });
  return user?.isActive === true ? undefined : { state: "closed", because: "account_disabled" };
}

async function offer(
  tx: Transaction,
  context: Pick<AppContext, "clock" | "eventChanges" | "failpoint" | "webhooks">,
  {
    eventId,
    event,
    place,
    now,
    seconds,
  }: {
    readonly eventId: EventId;
    readonly event: {
      readonly price: number;
      readonly currency: string;
      readonly dateTime: Date;
      readonly cancellationCutoffHours: number;
    };
    readonly place: Place;
    readonly now: Date;
    readonly seconds: number;
  },
): Promise<void> {
  const id = bookingId.parse(newObjectId(context.clock.now()));
  const { userId, ticketQuantity } = place;
  await reserveTickets(tx, context, {
    eventId,
    at: now,
    bookings: [{ bookingId: id, quantity: ticketQuantity }],
  });
  const { row } = newBooking(
    {
      id,
      eventId,
      userId: toUserId.parse(userId),
      ticketQuantity,
      totalAmount: ticketQuantity * event.price,
      currency: event.currency,
      status: "pending",
      paymentStatus: "pending",
      // A placeholder: the payment method is chosen when the offer is accepted.
      paymentMethod: "credit_card",
      cancellableUntil: cutoffOf(event),
      holdExpiresAt: holdUntil(now, seconds, event),
      waitlistEntryId: place.id,
    },
    now,
  );
  await tx.booking.create({ data: row, select: { id: true } });
  await tx.waitlistEntry.update({
    where: { id: place.id },
    data: { state: "offered", bookingId: id, updatedAt: now },
    select: { id: true },
  });
  await context.failpoint?.("offer.making");
  await queueMails(tx, context, [{ template: "offer_made", userId, bookingId: id }]);
  // No `event.sold_out`: an event with a waiting list has been sold out since before.
  await queueWebhooks(tx, context, eventId, [
    { type: "booking.held", bookingId: id },
    { type: "waitlist.offered", bookingId: id },
  ]);
}
