import { type EventId, eventId as eventIdSchema } from "@foyer/contract/ids";
import type { Transaction } from "@foyer/db/database";
import type { AppContext } from "../context.js";
import { processEach } from "../machinery/process-each.js";
import { type EndingBooking, endBookings, endingColumns } from "./end-bookings.js";
import { offerReturnedTickets } from "./offer-tickets.js";

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
  if (expired.length === 0) return 0;
  await releaseHolds(tx, context, eventId, expired);
  return expired.length;
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
