import type { EventId } from "@foyer/contract/ids";
import { type BookingRequest, keysOf } from "../booking-queue/booking-request.js";
import type { AppContext } from "../context.js";
import { type Bookability, type EventState, toBookability } from "../events/bookability.js";
import { findRecords } from "../idempotency/idempotency-record.js";
import { findActiveBookings } from "./active-booking.js";
import { findHoarders } from "./booking-velocity.js";
import type { BookingAnswer } from "./booking-view.js";
import { isExpectedAmount } from "./expected-amount.js";
import { isHoldOver } from "./hold.js";
import { type Finding, toSales } from "./sale.js";

/** What a desk knows from the groups before. */
export interface Experience {
  /** How an event looked when it was last seen, less what was sold of it since. */
  event(eventId: EventId): EventState | undefined;
  /** What is being written: the database may know of it or not. */
  readonly underWay: readonly BookingAnswer[];
  /** Whether somebody wanted tickets of the same event, or used the same key, not long ago. */
  isFamiliar(request: BookingRequest): boolean;
}

/**
 * Tells what a group is going to find, without its transaction: then that has nothing to do but write. Nothing is
 * taken for granted. What is written is written only if its events still are as they were seen, and unique indexes
 * forbid a second active booking and a second use of a key. If any of it does not hold, the transaction comes to
 * nothing, and the group looks for itself.
 *
 * Only what nearly everybody will find is foreseen. What is found of people who were served before was true when
 * it was read, and they had asked by then: so it is a good answer, however late it is given.
 *
 * @returns nothing when it takes a look within the transaction
 */
export async function foresee(
  context: AppContext,
  requests: readonly BookingRequest[],
  experience: Experience,
  now: Date,
): Promise<Finding | undefined> {
  const openings = new Map<EventId, Bookability>();
  for (const [eventId, wanting] of Map.groupBy(requests, ({ input }) => input.eventId)) {
    const event = experience.event(eventId);
    if (event === undefined || !isForAll(context, event, wanting, now)) return undefined;
    openings.set(eventId, { kind: "open", event });
  }
  const { booking, idempotencyRecord } = context.db.prisma;
  const userIds = [...new Set(requests.map(({ actor }) => actor.id))];
  const familiar = requests.filter((request) => experience.isFamiliar(request));
  const familiarIds = [...new Set(familiar.map(({ actor }) => actor.id))];
  const [memories, active, hoarding] = await Promise.all([
    findRecords({ idempotencyRecord }, keysOf(familiar), now),
    familiarIds.length === 0 ? [] : findActiveBookings({ booking }, [...openings.keys()], familiarIds),
    findHoarders({ booking }, context, userIds, experience.underWay),
  ]);
  if (active.some((own) => isHoldOver(own, now))) return undefined;

  const activeOf = Map.groupBy(active, ({ eventId }) => eventId);
  return { sales: toSales(openings, activeOf), memories, hoarding };
}

/** Whether an event has something for everybody who asks: nobody is refused on the strength of how it looked. */
function isForAll(
  { payments }: AppContext,
  event: EventState,
  wanting: readonly BookingRequest[],
  now: Date,
): boolean {
  const wanted = wanting.reduce((sum, { input }) => sum + input.ticketQuantity, 0);
  // A price that was cached is good enough to book by, because the write checks it, but not to refuse by.
  const isPriceExpected = wanting.every(({ input }) =>
    isExpectedAmount(input, input.ticketQuantity * event.price),
  );
  const canPay = wanting.every(({ input }) => input.paymentMethod === "cash" || payments !== null);
  return (
    toBookability(event, now).kind === "open" &&
    event.waitingCount === 0 &&
    wanted <= event.availableTickets &&
    isPriceExpected &&
    canPay
  );
}
