import { bookingId, type EventId, eventId as eventIdSchema } from "@foyer/contract/ids";
import { LISTED_STATES } from "@foyer/contract/waitlist";
import type { Transaction } from "@foyer/db/database";
import type { Prisma } from "@foyer/db/models";
import type { Actor } from "../actor.js";
import type { AppContext } from "../context.js";
import { DomainError } from "../domain-error.js";
import { requireNotCancelled } from "../events/bookability.js";
import { requireLeast, tooManyTickets } from "../ticket-types/order-tickets.js";
import { countTickets } from "../ticket-types/wanted-tickets.js";
import { positionOf } from "../waitlist/waitlist-view.js";
import { changeOfferedAddition } from "./change-offered-addition.js";
import { changeQuantityIn } from "./change-quantity.js";
import { offerReturnedTickets } from "./offer-tickets.js";
import { releaseExpiredIn } from "./release-expired.js";
import { mostOffered, readHoldersBooking } from "./turns-of-places.js";

const columns = {
  id: true,
  eventId: true,
  ticketQuantity: true,
  ticketTypeId: true,
  state: true,
  joinedAt: true,
  bookingId: true,
  event: {
    select: {
      capacity: true,
      waitingCount: true,
      dateTime: true,
      cancelledAt: true,
      ticketTypes: true,
      maxTicketsPerPerson: true,
      price: true,
    },
  },
} as const satisfies Prisma.WaitlistEntrySelect;

type ListedPlace = Prisma.WaitlistEntryGetPayload<{ select: typeof columns }>;

/** The actor's place on an event's list. An expired offer does not count, even if it is not released yet. */
export async function findListedPlace(
  tx: Transaction,
  context: Pick<AppContext, "clock" | "holds" | "eventChanges" | "failpoint" | "webhooks">,
  actor: Actor,
  eventId: EventId,
): Promise<ListedPlace | undefined> {
  const find = async () =>
    (await tx.waitlistEntry.findFirst({
      where: { eventId, userId: actor.id, state: { in: [...LISTED_STATES] } },
      select: columns,
    })) ?? undefined;
  const found = await find();
  if (found?.state !== "offered") return found;
  await releaseExpiredIn(tx, context, eventId);
  return find();
}

/**
 * Changes a place's quantity. A lower one keeps the place, and may be offered at once. A higher one moves it to
 * the end of the list, and needs `mayLosePlace`. During an offer, the offer's quantity changes like that of any
 * hold (domain rules, Waiting list).
 *
 * @throws DomainError EVENT_CANCELLED, ALREADY_WAITING with `position` and `positionAfter`, INVALID_INPUT,
 *   EVENT_NOT_OPEN (begun), and during an offer EVENT_SOLD_OUT, PAYMENT_UNDER_WAY
 */
export async function changePlace(
  tx: Transaction,
  context: Pick<AppContext, "clock" | "holds" | "eventChanges" | "failpoint" | "webhooks">,
  actor: Actor,
  place: ListedPlace,
  { ticketQuantity, mayLosePlace }: { readonly ticketQuantity: number; readonly mayLosePlace: boolean },
): Promise<void> {
  const { event } = place;
  // A holder of an offer stays on the list until the background job ends the offer.
  requireNotCancelled(event);
  if (ticketQuantity === place.ticketQuantity) return;
  if (place.state === "offered" && place.bookingId !== null) {
    const id = bookingId.parse(place.bookingId);
    if (!(await changeOfferedAddition(tx, context, id, { placeId: place.id, ticketQuantity }))) {
      await changeQuantityIn(tx, context, actor, { id, ticketQuantity });
    }
    return;
  }
  const now = context.clock.now();
  if (event.dateTime <= now) throw new DomainError("EVENT_NOT_OPEN", "This event takes no bookings.");
  const type = event.ticketTypes.find(({ id }) => id === place.ticketTypeId);
  const most = Math.min(event.capacity, type?.quota ?? event.capacity);
  if (most < ticketQuantity) throw moreThanCapacity(most);
  const isMore = ticketQuantity > place.ticketQuantity;
  const booking = await readHoldersBooking(tx, eventIdSchema.parse(place.eventId), actor);
  if (isMore) {
    const limit = Math.min(event.maxTicketsPerPerson, type?.maxPerBooking ?? event.maxTicketsPerPerson);
    const wanted = { ticketTypeId: place.ticketTypeId, ticketQuantity };
    const most = booking === undefined ? limit : mostOffered(event, wanted, booking);
    if (ticketQuantity > most) throw tooManyTickets(limit);
  } else if (type !== undefined) {
    const ofKind = booking?.items.filter(({ ticketTypeId }) => ticketTypeId === type.id) ?? [];
    requireLeast(type, ticketQuantity + countTickets(ofKind));
  }
  if (isMore && !mayLosePlace) {
    throw new DomainError(
      "ALREADY_WAITING",
      "For more tickets your place goes to the end of the waiting list.",
      {
        position: await positionOf(tx, place),
        positionAfter: type?.waitingCount ?? event.waitingCount,
      },
    );
  }
  await tx.waitlistEntry.update({
    where: { id: place.id },
    data: { ticketQuantity, ...(isMore && { joinedAt: now }), updatedAt: now },
    select: { id: true },
  });
  await offerReturnedTickets(tx, context, eventIdSchema.parse(place.eventId), place.id);
}

/** The error for a quantity above the event's capacity, or the quota of a kind. */
export function moreThanCapacity(most: number): DomainError {
  const message = `There ${most === 1 ? "is 1 ticket" : `are ${most} tickets`} in all.`;
  return new DomainError("INVALID_INPUT", message, { field: "ticketQuantity" });
}
