import type { KeyedBookingInput } from "@foyer/contract/booking";
import { type BookingId, bookingId, eventId as toEventId } from "@foyer/contract/ids";
import type { Transaction } from "@foyer/db/database";
import { type Actor, runsEvent } from "../actor.js";
import {
  type BookingAnswer,
  type BookingRow,
  bookingColumns,
  isOfferedAddition,
  toBookingView,
} from "../bookings/booking.js";
import { termsColumns } from "../bookings/cancellation-terms.js";
import { deserializeBooking } from "../bookings/deserialize-booking.js";
import { isOwnBooking } from "../bookings/ownership.js";
import type { AppContext } from "../context.js";
import { DomainError } from "../domain-error.js";
import { withIdempotency } from "../idempotency/with-idempotency.js";
import { queueMails } from "../outbox/queue-mails.js";
import { releaseAdditions } from "./release-additions.js";

/**
 * Gives up the tickets that are held in addition to a booking, which stays as it is. An offer of the waiting list is declined
 * by it, or taken back. For its owner, and those who run the event.
 *
 * @throws DomainError NOT_FOUND, FORBIDDEN, NOTHING_TO_PAY (no addition), PAYMENT_UNDER_WAY, IDEMPOTENCY_KEY_REUSED
 */
export async function dropAddition(
  context: AppContext,
  actor: Actor,
  { id, idempotencyKey }: KeyedBookingInput,
): Promise<BookingAnswer> {
  return withIdempotency<BookingAnswer>(context, actor, {
    operation: "booking.dropAddition",
    idempotencyKey,
    input: { id },
    deserialize: deserializeBooking,
    work: (tx) => dropIn(tx, context, actor, id),
  });
}

/**
 * Releases the addition of a booking. An offer of the waiting list is declined; if those who run the event took it back, its
 * holder is mailed.
 */
export async function dropAdditionOf(
  tx: Transaction,
  context: Pick<AppContext, "clock" | "holds" | "eventChanges" | "failpoint" | "webhooks">,
  { id, eventId, userId, addition }: Pick<BookingRow, "id" | "eventId" | "userId" | "addition">,
  by: "attendee" | "organizer",
): Promise<void> {
  const held = [{ id: bookingId.parse(id), addition }];
  const end =
    by === "attendee"
      ? ({ state: "declined" } as const)
      : ({ state: "closed", because: "offer_withdrawn" } as const);
  if (by === "organizer" && addition !== null && isOfferedAddition(addition)) {
    const { waitlistEntryId } = addition;
    await queueMails(tx, context, [{ template: "waitlist_removed", userId, waitlistEntryId }]);
  }
  await releaseAdditions(tx, context, toEventId.parse(eventId), held, end);
}

async function dropIn(
  tx: Transaction,
  context: Pick<AppContext, "clock" | "holds" | "eventChanges" | "failpoint" | "webhooks">,
  actor: Actor,
  id: BookingId,
): Promise<BookingAnswer> {
  const booking = await tx.booking.findUnique({
    where: { id },
    select: { ...bookingColumns, event: { select: { ...termsColumns, organizerId: true } } },
  });
  if (booking === null) throw new DomainError("NOT_FOUND", "There is no such booking.");
  const isOwner = await isOwnBooking(tx, actor, booking);
  if (!isOwner && !runsEvent(actor, booking.event)) {
    throw new DomainError("FORBIDDEN", "This booking is somebody else's.");
  }
  if (booking.addition === null) {
    throw new DomainError("NOTHING_TO_PAY", "No tickets are held in addition to this booking.");
  }
  // One that waits for its payer is abandoned with the addition.
  const underWay = await tx.payment.findFirst({
    where: { bookingId: id, state: "under_way" },
    select: { id: true },
  });
  if (underWay !== null) {
    const message = "A payment for the additional tickets is still under way.";
    throw new DomainError("PAYMENT_UNDER_WAY", message, { retryAfterSeconds: 2 });
  }
  await dropAdditionOf(tx, context, { ...booking, id }, isOwner ? "attendee" : "organizer");
  return toBookingView(await tx.booking.findUniqueOrThrow({ where: { id }, select: bookingColumns }));
}
