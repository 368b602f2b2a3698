import type { EventId } from "@foyer/contract/ids";
import type { Transaction } from "@foyer/db/database";
import { type BookingRequest, keysOf } from "../booking-queue/booking-request.js";
import type { AppContext } from "../context.js";
import { type Bookability, readBookabilities } from "../events/bookability.js";
import { type FoundRecords, findRecords } from "../idempotency/idempotency-record.js";
import { releaseExpiredIn } from "../workflows/release-expired.js";
import { type ActiveBooking, findActiveBookings } from "./active-booking.js";
import { findHoarders, type HoardingCheck } from "./booking-velocity.js";
import { isHoldOver } from "./hold.js";

/** What a group finds when it wants tickets. */
export interface Finding {
  /** The sales of all events that it asks for. */
  readonly sales: ReadonlyMap<EventId, Sale>;
  /** What is remembered of its keys. */
  readonly memories: FoundRecords;
  readonly hoarding: HoardingCheck;
}

/** An event's sale, as it goes on from request to request of one group. */
export interface Sale {
  readonly opening: Bookability;
  availableTickets: number;
  /** Whoever has an active booking. */
  readonly booked: Set<string>;
}

/** Looks at everything that a group's outcome depends on, in the transaction that writes it. */
export async function find(
  tx: Transaction,
  context: AppContext,
  requests: readonly BookingRequest[],
  now: Date,
): Promise<Finding> {
  const userIds = [...new Set(requests.map(({ actor }) => actor.id))];
  const [memories, sales, hoarding] = await Promise.all([
    findRecords(tx, keysOf(requests), now),
    openSales(tx, context, requests, userIds, now),
    findHoarders(tx, context, userIds),
  ]);
  return { sales, memories, hoarding };
}

/**
 * Opens the sales of all events that a group asks for. Holds that are over block neither tickets that somebody of the
 * group wants nor another booking of who made them: they are released first.
 */
async function openSales(
  tx: Transaction,
  context: AppContext,
  requests: readonly BookingRequest[],
  userIds: readonly string[],
  now: Date,
): Promise<ReadonlyMap<EventId, Sale>> {
  const byEvent = Map.groupBy(requests, ({ input }) => input.eventId);
  const eventIds = [...byEvent.keys()];
  const look = async () => {
    const [openings, active] = await Promise.all([
      readBookabilities(tx, eventIds, now),
      findActiveBookings(tx, eventIds, userIds),
    ]);
    return { openings, active: Map.groupBy(active, ({ eventId }) => eventId) };
  };

  let { openings, active } = await look();
  let released = 0;
  for (const [eventId, wanting] of byEvent) {
    const wanted = wanting.reduce((sum, { input }) => sum + input.ticketQuantity, 0);
    if (mayHoldsBlock(openings.get(eventId), active.get(eventId) ?? [], wanted, now))
      released += await releaseExpiredIn(tx, context, eventId);
  }
  if (released > 0) ({ openings, active } = await look());

  return toSales(openings, active);
}

/** The sales of events, by what was found of them. */
export function toSales(
  openings: ReadonlyMap<EventId, Bookability>,
  active: ReadonlyMap<string, readonly ActiveBooking[]>,
): ReadonlyMap<EventId, Sale> {
  const sales = new Map<EventId, Sale>();
  for (const [eventId, opening] of openings) {
    sales.set(eventId, {
      opening,
      availableTickets: opening.kind === "open" ? opening.event.availableTickets : 0,
      booked: new Set((active.get(eventId) ?? []).map(({ userId }) => userId)),
    });
  }
  return sales;
}

function mayHoldsBlock(
  opening: Bookability | undefined,
  active: readonly ActiveBooking[],
  wanted: number,
  now: Date,
): boolean {
  if (opening?.kind !== "open") return false;
  return wanted > opening.event.availableTickets || active.some((own) => isHoldOver(own, now));
}
