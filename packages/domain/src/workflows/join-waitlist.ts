import { type EventId, waitlistEntryId } from "@foyer/contract/ids";
import { type JoinWaitlistInput, waitlistEntryView } from "@foyer/contract/waitlist";
import type { Transaction } from "@foyer/db/database";
import { newObjectId } from "@foyer/db/raw-commands";
import type { Actor } from "../actor.js";
import { alreadyBookedError, findActiveBooking } from "../bookings/booking.js";
import { requireVelocity } from "../bookings/booking-velocity.js";
import { isHoldOver } from "../bookings/hold.js";
import type { AppContext } from "../context.js";
import { DomainError } from "../domain-error.js";
import { readBookableEvent } from "../events/bookability.js";
import { announceEventChange } from "../events/event-changes.js";
import { withIdempotency } from "../idempotency/with-idempotency.js";
import { readEntry, type WaitlistEntryAnswer } from "../waitlist/waitlist-view.js";
import { changePlace, findListedPlace, tooManyTickets } from "./change-place.js";
import { offerReturnedTickets } from "./offer-tickets.js";
import { releaseExpiredIn } from "./release-expired.js";

/**
 * Adds the actor to an event's waiting list, if the event is sold out or others are waiting. Otherwise there is
 * no list: a single large request could close open sale. If the actor is on it already, the quantity changes.
 * Free tickets that nobody before them can use are offered at once, for the duration of an ordinary hold.
 *
 * @throws DomainError NOT_FOUND, EVENT_NOT_OPEN, EVENT_CANCELLED, TICKETS_AVAILABLE, ALREADY_WAITING (more
 *   tickets without `mayLosePlace`), EVENT_SOLD_OUT and PAYMENT_UNDER_WAY (another quantity during an offer),
 *   BOOKING_ALREADY_ACTIVE, INVALID_INPUT (more tickets than the capacity), RATE_LIMITED, IDEMPOTENCY_KEY_REUSED
 */
export async function joinWaitlist(
  context: AppContext,
  actor: Actor,
  input: JoinWaitlistInput,
): Promise<WaitlistEntryAnswer> {
  const { idempotencyKey, ...request } = input;
  return withIdempotency<WaitlistEntryAnswer>(context, actor, {
    operation: "waitlist.join",
    idempotencyKey,
    input: request,
    deserialize: (kept) => waitlistEntryView.parse(kept),
    work: async (tx) => readEntry(tx, await joinIn(tx, context, actor, request)),
  });
}

async function joinIn(
  tx: Transaction,
  context: AppContext,
  actor: Actor,
  { eventId, ticketQuantity, mayLosePlace = false }: Omit<JoinWaitlistInput, "idempotencyKey">,
): Promise<string> {
  const now = context.clock.now();
  const listed = await findListedPlace(tx, context, actor, eventId);
  if (listed !== undefined) {
    await changePlace(tx, context, actor, listed, { ticketQuantity, mayLosePlace });
    return listed.id;
  }
  await refuseWhoNeedNotWait(tx, context, actor, { eventId, ticketQuantity, now });
  // An offer holds tickets, so it counts for the booking velocity limit.
  await requireVelocity(tx, context, actor.id, eventId);

  const id = waitlistEntryId.parse(newObjectId(context.clock.now()));
  await tx.waitlistEntry.create({
    data: {
      id,
      eventId,
      userId: actor.id,
      ticketQuantity,
      state: "waiting",
      joinedAt: now,
      createdAt: now,
      updatedAt: now,
    },
    select: { id: true },
  });
  await tx.event.update({
    where: { id: eventId },
    data: { waitingCount: { increment: 1 } },
    select: { id: true },
  });
  announceEventChange(tx, context, eventId, { kind: "tickets" });
  await offerReturnedTickets(tx, context, eventId, id);
  return id;
}

async function refuseWhoNeedNotWait(
  tx: Transaction,
  context: Pick<AppContext, "clock" | "holds" | "eventChanges" | "failpoint" | "webhooks">,
  actor: Actor,
  {
    eventId,
    ticketQuantity,
    now,
  }: { readonly eventId: EventId; readonly ticketQuantity: number; readonly now: Date },
): Promise<void> {
  let event = await readBookableEvent(tx, eventId, now);
  const own = await findActiveBooking(tx, eventId, actor);
  if (event.availableTickets < ticketQuantity || (own !== undefined && isHoldOver(own, now))) {
    await releaseExpiredIn(tx, context, eventId);
    event = await readBookableEvent(tx, eventId, now);
  }
  if ((await findActiveBooking(tx, eventId, actor)) !== undefined) throw alreadyBookedError();
  if (event.waitingCount === 0 && event.availableTickets > 0) {
    throw new DomainError("TICKETS_AVAILABLE", "There are tickets left, so nobody waits yet.", {
      availableTickets: event.availableTickets,
    });
  }
  if (event.capacity < ticketQuantity) throw tooManyTickets(event);
}
