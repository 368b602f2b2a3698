import { bookingId, type EventId, userId as toUserId } from "@foyer/contract/ids";
import type { Transaction } from "@foyer/db/database";
import { newObjectId } from "@foyer/db/raw-commands";
import { newAddition } from "../bookings/addition.js";
import { lastNumberOf } from "../bookings/booked-tickets.js";
import { itemsOf, newBooking, pricedTerms, priceOf, repriced } from "../bookings/booking.js";
import { cutoffOf } from "../bookings/cancellation-terms.js";
import { holdUntil } from "../bookings/hold.js";
import { withAdded } from "../bookings/ticket-difference.js";
import { withUnpaidOffer } from "../bookings/unpaid-additions.js";
import { reserveTickets } from "../capacity/change-capacity.js";
import type { AppContext } from "../context.js";
import { queueMails } from "../outbox/queue-mails.js";
import { forgetAnswersBeyond } from "../questions/booking-answers.js";
import type { PricedItem } from "../ticket-types/order-tickets.js";
import type { TypeQuantity } from "../ticket-types/ticket-type.js";
import { queueWebhooks } from "../webhooks/queue-webhooks.js";
import {
  type HoldersBooking,
  type OfferingEvent,
  type Place,
  priceFor,
  type Turn,
} from "./turns-of-places.js";

type Context = Pick<AppContext, "clock" | "eventChanges" | "failpoint" | "webhooks">;

/** An offer to one place. */
interface Offer {
  readonly eventId: EventId;
  readonly event: OfferingEvent;
  readonly place: Place;
  readonly turn: Extract<Turn, { kind: "offer" }>;
  readonly now: Date;
  /** For how long the tickets are held. */
  readonly seconds: number;
}

/**
 * Makes an offer: the tickets are held for the place by a pending booking, or as an addition to the booking that its holder has.
 * The place still has to be counted out of the list.
 */
export async function makeOffer(tx: Transaction, context: Context, offer: Offer): Promise<void> {
  const { eventId, place, turn, now } = offer;
  const { userId } = place;
  const id = turn.booking?.id ?? newObjectId(context.clock.now());
  const moved = { bookingId: bookingId.parse(id), quantity: turn.quantity, items: typesOf(wanted(offer)) };
  await reserveTickets(tx, context, { eventId, at: now, bookings: [moved] });
  if (turn.booking === undefined) await holdAsBooking(tx, id, offer);
  else await holdAsAddition(tx, turn.booking, offer);
  await tx.waitlistEntry.update({
    where: { id: place.id },
    data: { state: "offered", bookingId: id, ticketQuantity: turn.quantity, updatedAt: now },
    select: { id: true },
  });
  await context.failpoint?.("offer.making");
  await queueMails(tx, context, [{ template: "offer_made", userId, bookingId: id }]);
  // No `event.sold_out`: an event with a waiting list has been sold out since before.
  await queueWebhooks(tx, context, eventId, [
    { type: turn.booking === undefined ? "booking.held" : "booking.changed", bookingId: id },
    { type: "waitlist.offered", bookingId: id },
  ]);
}

/** The tickets of a place by kind; none where the event has one kind. */
export function typesOf({
  ticketTypeId,
  ticketQuantity: quantity,
}: Pick<Place, "ticketTypeId" | "ticketQuantity">): TypeQuantity[] {
  return ticketTypeId === null ? [] : [{ ticketTypeId, quantity }];
}

function wanted({ place, turn }: Offer): Place {
  return { ...place, ticketQuantity: turn.quantity };
}

function itemOf({ event, place: { ticketTypeId }, turn: { quantity } }: Offer): PricedItem {
  const name = event.ticketTypes.find(({ id }) => id === ticketTypeId)?.name ?? null;
  return { ticketTypeId, name, unitPrice: priceFor(event, ticketTypeId), quantity };
}

async function holdAsBooking(tx: Transaction, id: string, offer: Offer): Promise<void> {
  const { eventId, event, place, now, seconds } = offer;
  const { row } = newBooking(
    {
      id: bookingId.parse(id),
      eventId,
      userId: toUserId.parse(place.userId),
      ...pricedTerms(priceOf([itemOf(offer)], null)),
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
}

/** At the prices of now, with the discount of the booking: as tickets that are added to it. */
async function holdAsAddition(tx: Transaction, booking: HoldersBooking, offer: Offer): Promise<void> {
  const { event, place, now, seconds } = offer;
  const item = itemOf(offer);
  const after = repriced(withAdded(itemsOf(booking), [item]), booking.discount);
  await forgetAnswersBeyond(tx, booking.id, lastNumberOf(booking), now);
  const addition = newAddition(
    [item],
    {
      amount: after.totalAmount - booking.totalAmount,
      discountAmount: after.discount?.amount ?? 0,
      holdExpiresAt: holdUntil(now, seconds, event),
      waitlistEntryId: place.id,
    },
    now,
  );
  await tx.booking.update({
    where: { id: booking.id },
    data: {
      addition: { set: addition },
      unpaidAdditionsAt: { set: withUnpaidOffer(booking.unpaidAdditionsAt, now) },
      updatedAt: now,
    },
    select: { id: true },
  });
}
