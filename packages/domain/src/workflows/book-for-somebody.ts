import { hash, randomUUID } from "node:crypto";
import type { CreateForSomebodyInput } from "@foyer/contract/booking";
import { walkInAddress } from "@foyer/contract/email";
import { provideGuest } from "../accounts/guest-user.js";
import type { Actor } from "../actor.js";
import { createSaleRequest } from "../booking-queue/create-booking.js";
import type { BookingAnswer } from "../bookings/booking.js";
import type { AppContext } from "../context.js";

/**
 * Books tickets for somebody, by those who run the event: sales need not be open, hidden kinds need no code, and the event may
 * have begun, until it ends. It is
 * confirmed at once, free or to be paid in cash, and mailed, unless no address is given, as at the door. The booking is the
 * address's, as that of a guest is. Answers to the event's questions are stored in the same transaction, so that the mail that
 * confirms it asks only for what is missing.
 *
 * @throws DomainError as `createBooking`, and INVALID_INPUT with the path of an answer that does not fit
 */
export async function bookForSomebody(
  context: Pick<AppContext, "bookingQueue" | "db" | "clock">,
  organizer: Actor,
  input: CreateForSomebodyInput,
): Promise<BookingAnswer> {
  const { name, email, reason, answers = [], idempotencyKey: key, ...tickets } = input;
  const order = { ...tickets, paymentMethod: "cash" } as const;
  const actor = await provideGuest(context, {
    name,
    email: email ?? walkInAddress(uniqueFor(organizer, key)),
  });
  const guest = { name, ...(email !== undefined && { email }) };
  const madeBy = { actorId: organizer.id, ...(reason !== undefined && { reason }) };
  return context.bookingQueue.book(
    createSaleRequest(
      { actor, sale: { kind: "by_organizer", guest, madeBy, answers }, input: order },
      {
        userId: organizer.id,
        key,
        operation: "booking.createForSomebody",
        // Without answers as in calls that cannot have any.
        input: { ...order, ...guest, reason, ...(answers.length > 0 && { answers }) },
      },
    ),
  );
}

/** The same for a repeat, so that it makes no further user. */
function uniqueFor({ id }: Actor, key: string | undefined): string {
  return key === undefined ? randomUUID() : hash("sha256", `${id}:${key}`, "base64url");
}
