import { type EventId, eventId as eventIdSchema } from "@foyer/contract/ids";
import type { Transaction } from "@foyer/db/database";
import { date, oid } from "@foyer/db/raw-commands";
import { rawModel } from "@foyer/db/raw-model";
import type { AppContext } from "../context.js";
import { processEach } from "../machinery/process-each.js";
import { type EndingBooking, endBookings, endingColumns } from "./end-bookings.js";
import { offerReturnedTickets } from "./offer-tickets.js";
import { releaseExpiredAdditionsIn } from "./release-additions.js";

/** The maximum number of holds released in one transaction, which bounds its duration. */
const HOLDS_AT_ONCE = 200;

const REASON = "The time to pay ran out.";

/**
 * Releases all expired holds, event by event. Changing the booking's status, in the transaction that returns the
 * tickets, is the claim: of two concurrent processes one meets a conflict, is retried, and finds nothing left to
 * do.
 *
 * @returns how many were released
 * @throws AggregateError if some events failed; the others are done
 */
export async function releaseExpiredHolds(context: AppContext): Promise<number> {
  const events = await context.db.prisma.booking.groupBy({
    by: ["eventId"],
    where: expiredAt(context.clock.now()),
  });
  if (events.length > 0) await context.failpoint?.("expiry.found");
  return processEach(events, "events", ({ eventId }) => releaseAllOf(context, eventIdSchema.parse(eventId)));
}

async function releaseAllOf(context: AppContext, eventId: EventId): Promise<number> {
  let released = 0;
  for (;;) {
    const count = await context.db.transaction(async (tx) => {
      const found = await releaseExpiredIn(tx, context, eventId);
      await context.failpoint?.("expiry.releasing");
      return found;
    });
    await context.failpoint?.("expiry.released");
    released += count;
    if (count < HOLDS_AT_ONCE) return released;
  }
}

/**
 * The same for one event within a transaction, for a request that needs tickets blocked by expired holds. The
 * waiting list comes first.
 *
 * Additions to bookings that were not paid in time are released with them.
 *
 * @returns how many were released
 */
export async function releaseExpiredIn(
  tx: Transaction,
  context: Pick<AppContext, "clock" | "holds" | "eventChanges" | "failpoint" | "webhooks">,
  eventId: EventId,
): Promise<number> {
  const expired = await tx.booking.findMany({
    where: { eventId, ...expiredAt(context.clock.now()) },
    take: HOLDS_AT_ONCE,
    select: endingColumns,
  });
  if (expired.length > 0) await releaseHolds(tx, context, eventId, expired);
  return expired.length + (await releaseExpiredAdditionsIn(tx, context, eventId));
}

const CASH_REASON = "It was not paid in time.";

/**
 * Releases all bookings whose cash was not paid until the date that they were made under (domain rules, Cash), event by
 * event. The booking's change is the claim, as for expired holds.
 *
 * @returns how many were released
 * @throws AggregateError if some events failed; the others are done
 */
export async function releaseUnpaidCash(context: AppContext): Promise<number> {
  const due = await unpaidBookings.find(context.db.prisma.booking, unpaidAt(context.clock.now()));
  const events = [...new Set(due.map(({ eventId }) => eventId))];
  return processEach(events, "events", async (eventId) => {
    let released = 0;
    for (;;) {
      const count = await context.db.transaction(async (tx) => {
        const ofEvent = { eventId: oid(eventId), ...unpaidAt(context.clock.now()) };
        const found = await unpaidBookings.find(tx.booking, ofEvent, { limit: HOLDS_AT_ONCE });
        const unpaid = await tx.booking.findMany({
          where: { id: { in: found.map(({ id }) => id) } },
          select: endingColumns,
        });
        await endBookings(tx, context, { eventId, by: "expiry", reason: CASH_REASON }, unpaid);
        await offerReturnedTickets(tx, context, eventId);
        await context.failpoint?.("expiry.releasing");
        return unpaid.length;
      });
      released += count;
      if (count < HOLDS_AT_ONCE) return released;
    }
  });
}

/** For raw queries: Prisma's own cannot use the partial index, and would read all confirmed bookings every second. */
const unpaidBookings = rawModel("Booking", { id: true, eventId: true });

/** Whoever was admitted has shown up, and pays at the door. */
function unpaidAt(now: Date) {
  return {
    status: "confirmed",
    paymentStatus: "pending",
    cashDueAt: { $lte: date(now) },
    admittedTickets: 0,
  } as const;
}

/** Releases expired holds. The caller has read them in the same transaction. */
export async function releaseHolds(
  tx: Transaction,
  context: Pick<AppContext, "clock" | "holds" | "eventChanges" | "failpoint" | "webhooks">,
  eventId: EventId,
  expired: readonly EndingBooking[],
): Promise<void> {
  await endBookings(tx, context, { eventId, by: "expiry", reason: REASON }, expired);
  await offerReturnedTickets(tx, context, eventId);
}

function expiredAt(now: Date) {
  return { status: "pending", holdExpiresAt: { lte: now } } as const;
}
