import type { EventId, UserId } from "@foyer/contract/ids";
import type { Transaction } from "@foyer/db/database";
import { type ActiveBooking, findActiveBookings } from "../bookings/booking.js";
import { readRecentBookings } from "../bookings/booking-velocity.js";
import { isHoldOver } from "../bookings/hold.js";
import { type Bookability, readBookability } from "../events/bookability.js";
import { findRecords } from "../idempotency/idempotency-record.js";
import type { BookingRequest } from "./booking-queue.js";
import {
  type BookingRules,
  recordIdsOf,
  type Snapshot,
  ticketsWanted,
  userIdsOf,
} from "./decide-bookings.js";

/**
 * Releases an event's expired holds, in the caller's transaction.
 *
 * @returns how many were released
 */
export type ReleaseExpired = (tx: Transaction, eventId: EventId) => Promise<number>;

/** Reads the snapshot of a batch, in the transaction that writes it. */
export async function readSnapshot(
  tx: Transaction,
  requests: readonly BookingRequest[],
  { rules, releaseExpired }: { readonly rules: BookingRules; readonly releaseExpired: ReleaseExpired },
  now: Date,
): Promise<Snapshot> {
  const userIds = userIdsOf(requests);
  const [records, sales, recentBookings] = await Promise.all([
    findRecords(tx, recordIdsOf(requests), now),
    readSales(tx, requests, userIds, releaseExpired, now),
    readRecentBookings(tx, userIds, rules.velocity, now),
  ]);
  return { ...sales, records, recentBookings, rules };
}

/**
 * Reads the events and the active bookings of the requesting users. Expired holds are released first if they
 * block requested tickets or another booking of the same user.
 */
async function readSales(
  tx: Transaction,
  requests: readonly BookingRequest[],
  userIds: readonly UserId[],
  releaseExpired: ReleaseExpired,
  now: Date,
): Promise<Pick<Snapshot, "events" | "activeBookings">> {
  const byEvent = Map.groupBy(requests, ({ input }) => input.eventId);
  const eventIds = [...byEvent.keys()];
  const read = async () => {
    const [events, activeBookings] = await Promise.all([
      readBookability(tx, eventIds, now),
      findActiveBookings(tx, eventIds, userIds),
    ]);
    return { events, activeBookings };
  };

  const found = await read();
  const activeOf = Map.groupBy(found.activeBookings, ({ eventId }) => eventId);
  let released = 0;
  for (const [eventId, asking] of byEvent) {
    const wanted = ticketsWanted(asking);
    const active = activeOf.get(eventId) ?? [];
    if (mayHoldsBlock(found.events.get(eventId), active, wanted, now)) {
      released += await releaseExpired(tx, eventId);
    }
  }
  return released === 0 ? found : read();
}

function mayHoldsBlock(
  event: Bookability | undefined,
  active: readonly ActiveBooking[],
  wanted: number,
  now: Date,
): boolean {
  if (event?.kind !== "open") return false;
  return wanted > event.state.availableTickets || active.some((own) => isHoldOver(own, now));
}
