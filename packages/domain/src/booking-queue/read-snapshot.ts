import type { EventId, UserId } from "@foyer/contract/ids";
import type { Transaction } from "@foyer/db/database";
import { type ActiveBooking, findActiveBookings } from "../bookings/booking.js";
import { readRecentBookings } from "../bookings/booking-velocity.js";
import { isUnproved } from "../bookings/guest-booking.js";
import { isHoldOver } from "../bookings/hold.js";
import { codeIndex, isUsedUp, readDiscountCodes, type TypedCode } from "../discount-codes/discount-code.js";
import { type Bookability, hasTicketsFor, readBookability, wantedByType } from "../events/bookability.js";
import { findRecords } from "../idempotency/idempotency-record.js";
import { readQuestionsOfMany } from "../questions/first-answers.js";
import { sumByType } from "../ticket-types/ticket-type.js";
import type { BookingRequest } from "./booking-queue.js";
import {
  type BookingRules,
  codesWanted,
  eventsAnswered,
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

/** A hold that a guest made and did not prove, in the way of somebody with a better claim to its address. */
export interface UnprovedHold {
  readonly id: string;
  /** Who it would give way to: the account of its address, if that is verified, or those who run the event. */
  readonly for: "owner" | "organizer";
}

/**
 * Releases those of an event's unproved holds that have to give way, in the caller's transaction.
 *
 * @returns how many were released
 */
export type ReleaseUnproved = (
  tx: Transaction,
  eventId: EventId,
  holds: readonly UnprovedHold[],
) => Promise<number>;

/** What releases holds, which the queue is given because it lies above. */
export interface Releases {
  readonly releaseExpired: ReleaseExpired;
  readonly releaseUnproved: ReleaseUnproved;
}

/** Reads the snapshot of a batch, in the transaction that writes it. */
export async function readSnapshot(
  tx: Transaction,
  requests: readonly BookingRequest[],
  { rules, ...releases }: Releases & { readonly rules: BookingRules },
  now: Date,
): Promise<Snapshot> {
  const userIds = userIdsOf(requests);
  const [records, sales, recentBookings, questions] = await Promise.all([
    findRecords(tx, recordIdsOf(requests), now),
    readSales(tx, requests, userIds, releases, now),
    readRecentBookings(tx, userIds, rules.velocity, now),
    readQuestionsOfMany(tx, eventsAnswered(requests)),
  ]);
  return { ...sales, records, recentBookings, questions, rules };
}

/**
 * Reads the events, the codes and the active bookings of the requesting users. Expired holds are released first if they
 * block requested tickets, the use of a code or another booking of the same user, and so are holds that were not proved if whoever has the
 * better claim to their address books.
 */
async function readSales(
  tx: Transaction,
  requests: readonly BookingRequest[],
  userIds: readonly UserId[],
  { releaseExpired, releaseUnproved }: Releases,
  now: Date,
): Promise<Pick<Snapshot, "events" | "activeBookings" | "codes">> {
  const byEvent = Map.groupBy(requests, ({ input }) => input.eventId);
  const eventIds = [...byEvent.keys()];
  const read = async () => {
    const [events, activeBookings, codes] = await Promise.all([
      readBookability(tx, eventIds, now),
      findActiveBookings(tx, eventIds, userIds),
      readDiscountCodes(tx, codesWanted(requests)),
    ]);
    return { events, activeBookings, codes };
  };

  const found = await read();
  const activeOf = Map.groupBy(found.activeBookings, ({ eventId }) => eventId);
  let released = 0;
  for (const [eventId, asking] of byEvent) {
    const active = activeOf.get(eventId) ?? [];
    if (
      mayHoldsBlock(found.events.get(eventId), active, asking, now) ||
      isAnyUsedUp(found.codes, codesWanted(asking))
    ) {
      released += await releaseExpired(tx, eventId);
    }
    const unproved = unprovedInTheWay(active, asking);
    if (unproved.length > 0) released += await releaseUnproved(tx, eventId, unproved);
  }
  return released === 0 ? found : read();
}

/** The unproved holds of users who book themselves, or whom those who run the event book for. */
function unprovedInTheWay(
  active: readonly ActiveBooking[],
  asking: readonly BookingRequest[],
): readonly UnprovedHold[] {
  return active.flatMap((hold): UnprovedHold[] => {
    if (hold.status !== "pending" || !isUnproved(hold)) return [];
    const sales = asking.filter(({ actor }) => actor.id === hold.userId).map(({ sale }) => sale.kind);
    if (sales.includes("by_organizer")) return [{ id: hold.id, for: "organizer" }];
    return sales.includes("open") ? [{ id: hold.id, for: "owner" }] : [];
  });
}

function isAnyUsedUp(codes: Snapshot["codes"], typed: readonly TypedCode[]): boolean {
  return typed.some((one) => {
    const code = codes.get(codeIndex(one));
    return code !== undefined && isUsedUp(code);
  });
}

function mayHoldsBlock(
  event: Bookability | undefined,
  active: readonly ActiveBooking[],
  asking: readonly BookingRequest[],
  now: Date,
): boolean {
  if (event === undefined || event.kind === "closed") return false;
  const { state } = event;
  if (ticketsWanted(asking) > state.availableTickets) return true;
  if (active.some((own) => isHoldOver(own, now))) return true;
  if (state.ticketTypes.length === 0) return false;
  const items = [...sumByType(asking.flatMap(({ input }) => wantedByType(state, input)))].map(
    ([ticketTypeId, quantity]) => ({ ticketTypeId, quantity }),
  );
  return !hasTicketsFor(state, { items });
}
