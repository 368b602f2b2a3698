import { ACTIVE_STATUSES } from "@foyer/contract/booking";
import { type CancelEventInput, eventView } from "@foyer/contract/event";
import { type EventId, eventId as eventIdSchema } from "@foyer/contract/ids";
import type { Transaction } from "@foyer/db/database";
import { z } from "zod";
import { type Actor, requireRunsEvent } from "../actor.js";
import type { AppContext } from "../context.js";
import { DomainError } from "../domain-error.js";
import { requireNotCancelled } from "../events/bookability.js";
import { announceEventChange } from "../events/event-changes.js";
import { type EventAnswer, findEventIn } from "../events/find-event.js";
import { withIdempotency } from "../idempotency/with-idempotency.js";
import { processEach } from "../machinery/process-each.js";
import { closeWaitlist } from "../waitlist/close-waitlists.js";
import { queueWebhooks } from "../webhooks/queue-webhooks.js";
import { type EndingBooking, endBookings, endingColumns } from "./end-bookings.js";

/** Bookings ended in one transaction, which bounds its duration. */
const BOOKINGS_AT_ONCE = 50;

/**
 * Cancels an event for good: from then on nothing is sold, offered, paid, admitted or changed. Its bookings are
 * cancelled and refunded by a background job, which may be interrupted: until then only the event itself is
 * marked as cancelled (decision 0024).
 *
 * @throws DomainError NOT_FOUND, FORBIDDEN, EVENT_CANCELLED, EVENT_IN_PAST, IDEMPOTENCY_KEY_REUSED
 */
export async function cancelEvent(
  context: Pick<AppContext, "db" | "clock" | "eventChanges" | "webhooks">,
  actor: Actor,
  input: CancelEventInput,
): Promise<EventAnswer> {
  const { idempotencyKey, ...request } = input;
  return withIdempotency<EventAnswer>(context, actor, {
    operation: "event.cancel",
    idempotencyKey,
    input: request,
    deserialize: (kept) => eventView.parse(kept),
    work: async (tx) => {
      const now = context.clock.now();
      const event = await findEventIn(tx, request.id);
      requireRunsEvent(actor, event);
      requireNotCancelled(event);
      if (event.dateTime <= now) {
        throw new DomainError("EVENT_IN_PAST", "This event has begun, so it can no longer be cancelled.");
      }
      await tx.event.update({
        where: { id: request.id },
        data: {
          isActive: false,
          cancelledAt: now,
          cancellationReason: request.reason,
          cancellation: "running",
          calendarVersion: { increment: 1 },
          updatedAt: now,
        },
        select: { id: true },
      });
      announceEventChange(tx, context, request.id, { kind: "details" });
      await closeWaitlist(tx, context, request.id, "event_cancelled");
      await queueWebhooks(tx, context, request.id, [{ type: "event.cancelled" }]);
      return findEventIn(tx, request.id);
    },
  });
}

/**
 * Cancels the remaining bookings of cancelled events, in batches. Each batch is one transaction that reads what
 * is left, so that every booking is ended once, even after a crash or by several processes.
 *
 * @returns how many bookings were cancelled
 * @throws AggregateError if some events failed; the others are done
 */
export async function cancelBookingsOfCancelledEvents(
  context: Pick<AppContext, "db" | "clock" | "eventChanges" | "failpoint" | "webhooks">,
): Promise<number> {
  const events = await context.db.prisma.event.findMany({
    where: { cancellation: "running" },
    select: { id: true },
  });
  return processEach(events, "events", ({ id }) => cancelAllOf(context, eventIdSchema.parse(id)));
}

async function cancelAllOf(
  context: Pick<AppContext, "db" | "clock" | "eventChanges" | "failpoint" | "webhooks">,
  eventId: EventId,
): Promise<number> {
  let cancelled = 0;
  for (;;) {
    const count = await context.db.transaction((tx) => cancelSome(tx, context, eventId));
    await context.failpoint?.("event-cancellation.batch");
    if (count === 0) return cancelled;
    cancelled += count;
  }
}

async function cancelSome(
  tx: Transaction,
  context: Pick<AppContext, "clock" | "eventChanges" | "webhooks">,
  eventId: EventId,
): Promise<number> {
  const event = await tx.event.findUniqueOrThrow({
    where: { id: eventId },
    select: { cancellation: true, cancellationReason: true },
  });
  if (event.cancellation !== "running") return 0;
  const active = await tx.booking.findMany({
    where: { id: { in: await findSomeActive(tx, eventId) } },
    select: endingColumns,
  });
  await endWithEvent(tx, context, { id: eventId, ...event }, active);
  if (active.length === 0) {
    await tx.event.update({ where: { id: eventId }, data: { cancellation: "done" }, select: { id: true } });
  }
  return active.length;
}

/** Ends bookings of a cancelled event. The caller has read them in the same transaction. */
export async function endWithEvent(
  tx: Transaction,
  context: Pick<AppContext, "clock" | "eventChanges" | "webhooks">,
  event: { readonly id: EventId; readonly cancellationReason: string | null },
  bookings: readonly EndingBooking[],
): Promise<void> {
  const reason = event.cancellationReason ?? "The event was cancelled.";
  await endBookings(tx, context, { eventId: event.id, by: "event", reason }, bookings);
}

const answered = z.array(z.object({ _id: z.object({ $oid: z.string() }) }));

/** Unordered, because Prisma would sort all remaining bookings to find the first ones. */
async function findSomeActive(tx: Transaction, eventId: EventId): Promise<string[]> {
  const pipeline = [
    { $match: { eventId: { $oid: eventId }, status: { $in: [...ACTIVE_STATUSES] } } },
    { $limit: BOOKINGS_AT_ONCE },
    { $project: { _id: 1 } },
  ];
  return answered.parse(await tx.booking.aggregateRaw({ pipeline })).map(({ _id }) => _id.$oid);
}
