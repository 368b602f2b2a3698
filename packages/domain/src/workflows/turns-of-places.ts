import { type EventId, userId as toUserId, type UserId } from "@foyer/contract/ids";
import { MAX_TICKET_NUMBER } from "@foyer/contract/ticket-code";
import type { Transaction } from "@foyer/db/database";
import type { Prisma } from "@foyer/db/models";
import { lastNumberOf, ticketColumns } from "../bookings/booked-tickets.js";
import { findActiveBooking, findActiveBookings, itemsOf } from "../bookings/booking.js";
import { ownershipColumns } from "../bookings/ownership.js";
import { mostMore, type OrderedEvent } from "../ticket-types/order-tickets.js";
import type { PlaceEnd } from "../waitlist/ended-place.js";

/** The columns of an event that offers are made from. */
export const offeringColumns = {
  cancelledAt: true,
  dateTime: true,
  availableTickets: true,
  price: true,
  priceBeforeTypes: true,
  currency: true,
  cancellationCutoffHours: true,
  ticketTypes: true,
  maxTicketsPerPerson: true,
} as const satisfies Prisma.EventSelect;

/** A row of {@link offeringColumns}. */
export type OfferingEvent = Prisma.EventGetPayload<{ select: typeof offeringColumns }>;

/** What of an event limits how many tickets are offered. */
export type OfferLimits = Pick<OrderedEvent, "ticketTypes" | "maxTicketsPerPerson" | "price"> & {
  /** Not needed for who joins: where there are ticket types they wait for one of these. */
  readonly priceBeforeTypes?: number | null;
};

/** A place that waits. */
export interface Place {
  readonly id: string;
  readonly userId: string;
  readonly ticketQuantity: number;
  readonly ticketTypeId: string | null;
  readonly joinedAt: Date;
}

const holderColumns = {
  ...ownershipColumns,
  status: true,
  totalAmount: true,
  prices: true,
  discount: true,
  addition: true,
  unpaidAdditionsAt: true,
  ...ticketColumns,
} as const satisfies Prisma.BookingSelect;

/** A confirmed booking that an offer may be an addition to. */
export type HoldersBooking = Prisma.BookingGetPayload<{ select: typeof holderColumns }>;

/** What becomes of a place whose turn it is. */
export type Turn =
  | {
      readonly kind: "offer";
      /** No more than its holder may have. */
      readonly quantity: number;
      /** The booking that its holder has already; the offer is an addition to it. */
      readonly booking: HoldersBooking | undefined;
    }
  /** It keeps its place: its holder has tickets that are held, and is to decide on these first. */
  | { readonly kind: "later" }
  | { readonly kind: "end"; readonly end: PlaceEnd };

/**
 * What becomes of some places of an event when it is their turn, by their ids: whether there are enough tickets is not
 * considered (domain rules, Waiting list).
 */
export async function turnsOfPlaces(
  tx: Transaction,
  eventId: EventId,
  event: OfferLimits,
  places: readonly Place[],
): Promise<ReadonlyMap<string, Turn>> {
  const users = places.map(({ userId }) => toUserId.parse(userId));
  const active = await findActiveBookings(tx, [eventId], users);
  const confirmed = active.flatMap(({ id, status }) => (status === "confirmed" ? [id] : []));
  const bookings =
    confirmed.length === 0
      ? []
      : await tx.booking.findMany({ where: { id: { in: confirmed } }, select: holderColumns });
  const enabled = await tx.user.findMany({
    where: { id: { in: users }, isActive: true },
    select: { id: true },
  });
  const able = new Set(enabled.map(({ id }) => id));
  const holding = new Set<string>(active.map(({ userId }) => userId));
  const bookingOf = new Map(bookings.map((booking) => [booking.userId, booking]));

  function turnOf(place: Place): Turn {
    const { userId, ticketQuantity } = place;
    if (!able.has(userId)) return { kind: "end", end: { state: "closed", because: "account_disabled" } };
    const booking = bookingOf.get(userId);
    if (booking === undefined) {
      return holding.has(userId)
        ? { kind: "later" }
        : { kind: "offer", quantity: ticketQuantity, booking: undefined };
    }
    if (booking.addition !== null) return { kind: "later" };
    const quantity = mostOffered(event, place, booking);
    // Its holder has all the tickets that one person may have.
    return quantity === 0
      ? { kind: "end", end: { state: "accepted" } }
      : { kind: "offer", quantity, booking };
  }
  return new Map(places.map((place) => [place.id, turnOf(place)]));
}

/** The booking that an offer to a user would be an addition to, pending or not. */
export async function readHoldersBooking(
  tx: Pick<Transaction, "booking">,
  eventId: EventId,
  user: { readonly id: UserId },
): Promise<HoldersBooking | undefined> {
  const active = await findActiveBooking(tx, eventId, user);
  if (active === undefined) return undefined;
  return tx.booking.findUniqueOrThrow({ where: { id: active.id }, select: holderColumns });
}

/** How many of the tickets that a place waits for may come to a booking: as in any order, its own count for the limits. */
export function mostOffered(
  event: OfferLimits,
  { ticketTypeId, ticketQuantity }: Pick<Place, "ticketTypeId" | "ticketQuantity">,
  booking: HoldersBooking,
): number {
  const quantity = Math.min(ticketQuantity, MAX_TICKET_NUMBER - lastNumberOf(booking));
  const item = { ticketTypeId, unitPrice: priceFor(event, ticketTypeId), quantity };
  return mostMore(event, item, itemsOf(booking));
}

/**
 * What a ticket costs that is offered, in minor units of the event's currency. One of no kind costs what it did while the event
 * had one kind.
 */
export function priceFor(
  { ticketTypes, priceBeforeTypes, price }: Pick<OfferLimits, "ticketTypes" | "priceBeforeTypes" | "price">,
  ticketTypeId: string | null,
): number {
  return ticketTypes.find(({ id }) => id === ticketTypeId)?.price ?? priceBeforeTypes ?? price;
}
