import { type EventId, waitlistEntryId } from "@foyer/contract/ids";
import { type JoinWaitlistInput, waitlistEntryView } from "@foyer/contract/waitlist";
import type { Transaction } from "@foyer/db/database";
import { newObjectId } from "@foyer/db/raw-commands";
import type { Actor } from "../actor.js";
import { alreadyBookedError, findActiveBooking, itemsOf, opensKind } from "../bookings/booking.js";
import { requireVelocity } from "../bookings/booking-velocity.js";
import { isHoldOver } from "../bookings/hold.js";
import { isOwnBooking } from "../bookings/ownership.js";
import { requireFewUnpaid } from "../bookings/unpaid-additions.js";
import type { AppContext } from "../context.js";
import { findUsable, opensType } from "../discount-codes/discount-code.js";
import { DomainError } from "../domain-error.js";
import { hasTicketsFor, readBookableEvent } from "../events/bookability.js";
import { withIdempotency } from "../idempotency/with-idempotency.js";
import { orderTickets, type PricedItem, tooManyTickets } from "../ticket-types/order-tickets.js";
import { isTypeSoldOut, leftOf, type TicketType } from "../ticket-types/ticket-type.js";
import type { WantedTickets } from "../ticket-types/wanted-tickets.js";
import { changeWaitingCount } from "../waitlist/change-waiting-count.js";
import { readEntry, type WaitlistEntryAnswer } from "../waitlist/waitlist-view.js";
import { changePlace, findListedPlace, moreThanCapacity } from "./change-place.js";
import { offerReturnedTickets } from "./offer-tickets.js";
import { releaseExpiredIn } from "./release-expired.js";
import { type HoldersBooking, mostOffered, type OfferLimits, readHoldersBooking } from "./turns-of-places.js";

/**
 * Adds the actor to an event's waiting list, if the event is sold out or others are waiting. Otherwise there is
 * no list: a single large request could close open sale. If the actor is on it already, the quantity changes.
 * Free tickets that nobody before them can use are offered at once, for the duration of an ordinary hold. Who has a confirmed
 * booking waits for tickets that are added to it.
 *
 * @throws DomainError NOT_FOUND, EVENT_NOT_OPEN, EVENT_CANCELLED, TICKETS_AVAILABLE, ALREADY_WAITING (more
 *   tickets without `mayLosePlace`), EVENT_SOLD_OUT and PAYMENT_UNDER_WAY (another quantity during an offer),
 *   BOOKING_ALREADY_ACTIVE (a hold), NOT_ON_SALE, CODE_INVALID, CODE_USED_UP, TOO_MANY_TICKETS, INVALID_INPUT (more tickets than the capacity; the kind is
 *   not named, or another one is waited for), RATE_LIMITED, IDEMPOTENCY_KEY_REUSED
 */
export async function joinWaitlist(
  context: AppContext,
  actor: Actor,
  input: JoinWaitlistInput,
): Promise<WaitlistEntryAnswer> {
  const { idempotencyKey, ...request } = input;
  const join = () =>
    withIdempotency<WaitlistEntryAnswer>(context, actor, {
      operation: "waitlist.join",
      idempotencyKey,
      input: request,
      deserialize: (kept) => waitlistEntryView.parse(kept),
      work: async (tx) => readEntry(tx, await joinIn(tx, context, actor, request)),
    });
  return request.code === undefined ? join() : context.codeGuesses.limit(actor.id, join);
}

async function joinIn(
  tx: Transaction,
  context: AppContext,
  actor: Actor,
  {
    eventId,
    ticketQuantity,
    ticketTypeId,
    code,
    mayLosePlace = false,
  }: Omit<JoinWaitlistInput, "idempotencyKey">,
): Promise<string> {
  const now = context.clock.now();
  const listed = await findListedPlace(tx, context, actor, eventId);
  if (listed !== undefined) {
    if (ticketTypeId !== undefined && ticketTypeId !== listed.ticketTypeId) throw anotherType();
    await changePlace(tx, context, actor, listed, { ticketQuantity, mayLosePlace });
    return listed.id;
  }
  const wanted = { eventId, ticketQuantity, ticketTypeId, code, now };
  const type = await refuseWhoNeedNotWait(tx, context, actor, wanted);
  // An offer holds tickets, so it counts for the booking velocity limit.
  await requireVelocity(tx, context, actor.id, eventId);

  const id = waitlistEntryId.parse(newObjectId(context.clock.now()));
  await tx.waitlistEntry.create({
    data: {
      id,
      eventId,
      userId: actor.id,
      ticketQuantity,
      ...(type !== undefined && { ticketTypeId: type.id }),
      state: "waiting",
      joinedAt: now,
      createdAt: now,
      updatedAt: now,
    },
    select: { id: true },
  });
  await changeWaitingCount(tx, context, eventId, [{ ticketTypeId: type?.id ?? null }], 1);
  await offerReturnedTickets(tx, context, eventId, id);
  return id;
}

/** @returns the kind that is waited for; undefined where the event has one */
async function refuseWhoNeedNotWait(
  tx: Transaction,
  context: Pick<AppContext, "clock" | "holds" | "eventChanges" | "failpoint" | "webhooks" | "rateLimits">,
  actor: Actor,
  {
    eventId,
    ticketQuantity,
    ticketTypeId,
    code: typed,
    now,
  }: {
    readonly eventId: EventId;
    readonly ticketQuantity: number;
    readonly ticketTypeId: string | undefined;
    readonly code: string | undefined;
    readonly now: Date;
  },
): Promise<TicketType | undefined> {
  let event = await readBookableEvent(tx, eventId, now);
  let own = await findActiveBooking(tx, eventId, actor);
  const wanted = toWanted(ticketTypeId, ticketQuantity);
  if (!hasTicketsFor(event, wanted) || (own !== undefined && isHoldOver(own, now))) {
    await releaseExpiredIn(tx, context, eventId);
    event = await readBookableEvent(tx, eventId, now);
    own = await findActiveBooking(tx, eventId, actor);
  }
  const booking = own && (await requireMoreWanted(tx, context, actor, eventId));
  const code = typed === undefined ? undefined : await findUsable(tx, { eventId, code: typed }, now);
  const items = orderTickets(event, wanted, {
    now,
    opens: (type) => opensType(code, type) || (booking !== undefined && opensKind(booking, type)),
    ...(booking !== undefined && { has: itemsOf(booking) }),
  });
  if (booking !== undefined) requireAddable(event, booking, items);
  const type = event.ticketTypes.find(({ id }) => id === items[0]?.ticketTypeId);
  const available = type === undefined ? event.availableTickets : leftOf(type, event.availableTickets);
  const waiting = type?.waitingCount ?? event.waitingCount;
  const isSoldOut = type === undefined ? available === 0 : isTypeSoldOut(type, event.availableTickets);
  if (waiting === 0 && !isSoldOut) {
    throw new DomainError("TICKETS_AVAILABLE", "There are tickets left, so nobody waits yet.", {
      availableTickets: available,
    });
  }
  const most = Math.min(event.capacity, type?.quota ?? event.capacity);
  if (most < ticketQuantity) throw moreThanCapacity(most);
  return type;
}

/**
 * The booking of somebody who waits for more tickets. A hold is paid or given up first.
 *
 * @throws DomainError BOOKING_ALREADY_ACTIVE, RATE_LIMITED
 */
async function requireMoreWanted(
  tx: Transaction,
  context: Pick<AppContext, "clock" | "rateLimits">,
  actor: Actor,
  eventId: EventId,
): Promise<HoldersBooking | undefined> {
  const booking = await readHoldersBooking(tx, eventId, actor);
  if (booking === undefined) return undefined;
  const isConfirmed = booking.status === "confirmed" && (await isOwnBooking(tx, actor, booking));
  if (!isConfirmed) throw alreadyBookedError();
  requireFewUnpaid(context, booking.unpaidAdditionsAt, context.clock.now());
  return booking;
}

/** @throws DomainError TOO_MANY_TICKETS */
function requireAddable(event: OfferLimits, booking: HoldersBooking, items: readonly PricedItem[]): void {
  for (const { ticketTypeId, quantity: ticketQuantity } of items) {
    if (mostOffered(event, { ticketTypeId, ticketQuantity }, booking) < ticketQuantity)
      throw tooManyTickets(event.maxTicketsPerPerson);
  }
}

function toWanted(ticketTypeId: string | undefined, quantity: number): WantedTickets {
  return ticketTypeId === undefined ? { ticketQuantity: quantity } : { items: [{ ticketTypeId, quantity }] };
}

/** A place keeps its kind: another one has a list of its own. */
function anotherType(): DomainError {
  const message = "You wait for another kind of tickets of this event. Leave that list first.";
  return new DomainError("INVALID_INPUT", message, { field: "ticketTypeId" });
}
