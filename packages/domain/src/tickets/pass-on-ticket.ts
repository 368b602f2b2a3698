import { bookedTickets, MAX_CODE_VERSION, type PassOnTicketInput } from "@foyer/contract/ticket";
import type { Transaction } from "@foyer/db/database";
import type { Actor } from "../actor.js";
import { reissueTicket, storedTickets, ticketsOf, toBookedTickets } from "../bookings/booked-tickets.js";
import { findEditable } from "../bookings/editable.js";
import type { AppContext } from "../context.js";
import { DomainError } from "../domain-error.js";
import { requireNotCancelled } from "../events/bookability.js";
import { withIdempotency } from "../idempotency/with-idempotency.js";
import { mailVoidTickets } from "../outbox/holder-mails.js";
import { queueMails } from "../outbox/queue-mails.js";
import { requireWithinLimit } from "../security/rate-limit.js";
import { queueWebhooks } from "../webhooks/queue-webhooks.js";
import type { BookedTicketsAnswer } from "./name-tickets.js";

/**
 * Passes a ticket on: its code is void at once, and a new one is mailed to its new holder; whoever it had been passed on to
 * before is mailed that theirs is void. The booking stays its owner's, who
 * may pass the ticket on again, also back to their own address. For the owner and those who run the event, until it begins.
 *
 * @throws DomainError NOT_FOUND, FORBIDDEN, EVENT_CANCELLED, BOOKING_NOT_ACTIVE, CHANGES_CLOSED, ALREADY_CHECKED_IN,
 *   RATE_LIMITED, INVALID_INPUT (a number that the booking does not have), IDEMPOTENCY_KEY_REUSED
 */
export async function passOnTicket(
  context: Pick<AppContext, "db" | "clock" | "webhooks" | "rateLimits">,
  actor: Actor,
  { idempotencyKey, ...request }: PassOnTicketInput,
): Promise<BookedTicketsAnswer> {
  return withIdempotency<BookedTicketsAnswer>(context, actor, {
    operation: "booking.passOnTicket",
    idempotencyKey,
    input: request,
    deserialize: (kept) => bookedTickets.parse(kept),
    work: (tx) => passOnIn(tx, context, actor, request),
  });
}

async function passOnIn(
  tx: Transaction,
  context: Pick<AppContext, "clock" | "webhooks" | "rateLimits">,
  actor: Actor,
  { id, ticketNumber, name, email }: Omit<PassOnTicketInput, "idempotencyKey">,
): Promise<BookedTicketsAnswer> {
  const { booking } = await findEditable(tx, actor, id);
  const { eventId, userId, event } = booking;
  const now = context.clock.now();
  requireNotCancelled(event);
  if (booking.status !== "confirmed") {
    throw new DomainError("BOOKING_NOT_ACTIVE", "Only tickets of a confirmed booking can be passed on.");
  }
  if (event.dateTime <= now) throw closed("The event has begun, so its tickets stay with whom they are.");
  const list = reissueTicket(booking, ticketNumber, { name, email });
  const inside = await tx.checkIn.findFirst({
    where: { bookingId: id, ticketNumber, isUndone: false },
    select: { id: true },
  });
  if (inside !== null) {
    throw new DomainError(
      "ALREADY_CHECKED_IN",
      "This ticket has been let in already, so it cannot be passed on.",
    );
  }
  const before = ticketsOf(booking).find(({ number }) => number === ticketNumber);
  const codeVersion = (before?.codeVersion ?? 0) + 1;
  if (codeVersion > MAX_CODE_VERSION) throw closed("This ticket was passed on as often as one can be.");
  await requireFew(tx, context, actor);

  // Conflicts with a check-in of the ticket, which writes the booking too.
  await tx.booking.update({
    where: { id },
    data: { ...storedTickets(list), updatedAt: now },
    select: { id: true },
  });
  await tx.ticketPass.create({
    data: {
      eventId,
      bookingId: id,
      ticketNumber,
      codeVersion,
      fromName: before?.holderName ?? null,
      name,
      email,
      actorId: actor.id,
      createdAt: now,
    },
    select: { id: true },
  });
  // Whoever has it again is mailed the new code, and nothing besides.
  if (before !== undefined && before.holderEmail !== email) {
    await mailVoidTickets(tx, context, [{ id, userId, tickets: [before] }]);
  }
  const details = { ticketNumber, codeVersion };
  await queueMails(tx, context, [{ template: "ticket_passed_on", userId, bookingId: id, details }]);
  await queueWebhooks(tx, context, eventId, [{ type: "booking.changed", bookingId: id }]);
  return { tickets: toBookedTickets({ ...booking, ...list }) };
}

function closed(message: string): DomainError {
  return new DomainError("CHANGES_CLOSED", message);
}

/** Each causes a mail to an address of the caller's choice. */
async function requireFew(
  tx: Transaction,
  context: Pick<AppContext, "clock" | "rateLimits">,
  { id: actorId }: Actor,
): Promise<void> {
  await requireWithinLimit(context, "ticketsPassedOnPerUser", async (nth, since) => {
    const found = await tx.ticketPass.findFirst({
      where: { actorId, createdAt: { gt: since } },
      orderBy: [{ createdAt: "desc" }, { id: "desc" }],
      skip: nth - 1,
      select: { createdAt: true },
    });
    return found?.createdAt;
  });
}
