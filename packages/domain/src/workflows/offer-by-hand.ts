import { eventId as toEventId } from "@foyer/contract/ids";
import { type WaitlistPlaceInput, waitlistPlace } from "@foyer/contract/waitlist";
import type { Transaction } from "@foyer/db/database";
import type { Actor } from "../actor.js";
import type { AppContext } from "../context.js";
import { DomainError } from "../domain-error.js";
import { requireNotCancelled, tooFewError } from "../events/bookability.js";
import { withIdempotency } from "../idempotency/with-idempotency.js";
import { leftOf } from "../ticket-types/ticket-type.js";
import { changeWaitingCount } from "../waitlist/change-waiting-count.js";
import { endedPlace } from "../waitlist/ended-place.js";
import { readPlace, requireRunPlace, type WaitlistPlaceAnswer } from "../waitlist/list-event-waitlist.js";
import { makeOffer } from "./make-offer.js";
import { offeringColumns, turnsOfPlaces } from "./turns-of-places.js";

/**
 * Offers tickets to one place now, whoever joined before it. For those who run the event, who may do so while sales are
 * closed as well (domain rules, Waiting list). A place whose holder has all the tickets by now that one person may have, or a
 * disabled account, is ended instead, as its turn would end it.
 *
 * @throws DomainError NOT_FOUND, FORBIDDEN, NOT_WAITING, EVENT_CANCELLED, EVENT_NOT_OPEN (it has begun), EVENT_SOLD_OUT and
 *   TICKET_TYPE_SOLD_OUT (too few are left), BOOKING_ALREADY_ACTIVE (its holder is to decide on held tickets first),
 *   IDEMPOTENCY_KEY_REUSED
 */
export async function offerByHand(
  context: AppContext,
  actor: Actor,
  { idempotencyKey, ...request }: WaitlistPlaceInput,
): Promise<WaitlistPlaceAnswer> {
  return withIdempotency<WaitlistPlaceAnswer>(context, actor, {
    operation: "waitlist.offer",
    idempotencyKey,
    input: request,
    deserialize: (kept) => waitlistPlace.parse(kept),
    work: async (tx) => {
      await offerIn(tx, context, actor, request.id);
      return readPlace(tx, request.id, context.clock.now());
    },
  });
}

async function offerIn(tx: Transaction, context: AppContext, actor: Actor, id: string): Promise<void> {
  const place = await requireRunPlace(tx, actor, id);
  if (place.state !== "waiting") {
    throw new DomainError("NOT_WAITING", "This place does not wait any more.");
  }
  const eventId = toEventId.parse(place.eventId);
  const event = await tx.event.findUniqueOrThrow({ where: { id: eventId }, select: offeringColumns });
  requireNotCancelled(event);
  const now = context.clock.now();
  if (event.dateTime <= now) throw new DomainError("EVENT_NOT_OPEN", "This event has begun.");

  const { availableTickets, ticketTypes } = event;
  const type = ticketTypes.find((one) => one.id === place.ticketTypeId);
  const left = type === undefined ? availableTickets : leftOf(type, availableTickets);
  const turn = (await turnsOfPlaces(tx, eventId, event, [place])).get(id);
  if (turn === undefined || turn.kind === "later") {
    const message =
      "They hold tickets of this event already, and are to pay for these or give them up first.";
    throw new DomainError("BOOKING_ALREADY_ACTIVE", message);
  }
  if (turn.kind === "end") {
    await tx.waitlistEntry.update({
      where: { id },
      data: endedPlace(turn.end, now),
      select: { id: true },
    });
  } else {
    if (left < turn.quantity) throw tooFewError(availableTickets, type);
    const seconds = context.holds.offerSeconds;
    await makeOffer(tx, context, { eventId, event, place, turn, now, seconds });
  }
  await changeWaitingCount(tx, context, eventId, [place], -1);
}
