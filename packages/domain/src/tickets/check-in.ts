import type { CheckInInput, checkInView, UndoCheckInInput } from "@foyer/contract/ticket";
import { DAY_MS } from "@foyer/contract/time";
import type { Transaction } from "@foyer/db/database";
import type { z } from "zod";
import type { Actor } from "../actor.js";
import type { AppContext } from "../context.js";
import { DomainError } from "../domain-error.js";
import { readDoorAnswers } from "../questions/booking-answers.js";
import { queueWebhooks } from "../webhooks/queue-webhooks.js";
import {
  type Admission,
  admissionColumns,
  alreadyInside,
  countInside,
  requireAdmissible,
} from "./admission.js";
import { cashDue } from "./cash-due.js";
import { countDoor } from "./door-counts.js";
import { notValid, readTicket, type Ticket } from "./read-ticket.js";

export type CheckInAnswer = z.input<typeof checkInView>;

/** The maximum age of a scan sent later; beyond it the device's clock must be wrong. */
const OLDEST_SCAN_MS = 7 * DAY_MS;

/**
 * Checks a ticket in, at most once. The same scan sent again gets its first answer, even if it was undone since.
 * For those who run the event, at any time, so that they can test it before. A cancelled event admits nobody,
 * whenever the ticket was scanned; earlier check-ins can still be undone. The code of a ticket that was given back or passed
 * on is void (domain rules, Tickets and check-in).
 *
 * @throws DomainError TICKET_NOT_VALID, TICKET_OF_ANOTHER_EVENT, EVENT_CANCELLED, TICKET_CANCELLED,
 *   ALREADY_CHECKED_IN, IDEMPOTENCY_KEY_REUSED if the scan id was used with another code
 */
export async function checkIn(
  context: Pick<AppContext, "db" | "clock" | "webhooks">,
  actor: Actor,
  input: CheckInInput,
): Promise<CheckInAnswer> {
  const admitted = await context.db.transaction((tx) => admitIn(tx, context, actor, input), {
    // Of two concurrent scans the second is retried, and then reads the first one's check-in.
    retryOnUnique: true,
  });
  return answerOf(context, input, { ...admitted, isUndone: false });
}

/** What is shown besides, read after the change. */
async function answerOf<Admitted extends { readonly bookingId: string; readonly ticketNumber: number }>(
  context: Pick<AppContext, "db">,
  { eventId }: Pick<CheckInInput, "eventId">,
  admitted: Admitted,
) {
  const { bookingId, ticketNumber } = admitted;
  const [given, counts] = await Promise.all([
    readDoorAnswers(context, eventId, [bookingId]),
    countDoor(context, eventId),
  ]);
  const answers = (given.get(bookingId) ?? [])
    .filter((answer) => answer.ticketNumber === null || answer.ticketNumber === ticketNumber)
    .map(({ question, answer }) => ({ question, answer }));
  return { ...admitted, answers, counts };
}

async function admitIn(
  tx: Transaction,
  context: Pick<AppContext, "clock" | "webhooks">,
  actor: Actor,
  input: CheckInInput,
) {
  const { eventId, code, scanId } = input;
  const earlier = await tx.checkIn.findFirst({ where: { eventId, scanId }, select: admissionColumns });
  if (earlier !== null) return repeat(tx, input, earlier);

  const ticket = await readTicket(tx, eventId, code);
  const { booking, number: ticketNumber } = ticket;
  requireAdmissible(booking, notValid);
  requireNotVoid(ticket);
  const ofTicket = { eventId, bookingId: booking.id, ticketNumber };
  const active = await tx.checkIn.findFirst({
    where: { ...ofTicket, isUndone: false },
    select: admissionColumns,
  });
  if (active !== null) throw alreadyInside(active);

  const now = context.clock.now();
  const admission = await tx.checkIn.create({
    data: { ...ofTicket, scanId, admittedAt: timeOfScan(input.scannedAt, now), admittedById: actor.id },
    select: { id: true, ...admissionColumns },
  });
  await countInside(tx, booking.id, 1, now);
  const { id, ...admitted } = admission;
  await queueWebhooks(tx, context, eventId, [{ type: "ticket.admitted", checkInId: id }]);
  return describe(ticket, admitted);
}

/**
 * Undoes a check-in, so that the ticket can be checked in again. The same undo sent again gets its first answer.
 *
 * @throws DomainError TICKET_NOT_VALID, TICKET_OF_ANOTHER_EVENT, TICKET_CANCELLED, NOT_CHECKED_IN, IDEMPOTENCY_KEY_REUSED if the
 *   scan id was used with another code
 */
export async function undoCheckIn(
  context: Pick<AppContext, "db" | "clock" | "webhooks">,
  actor: Actor,
  input: UndoCheckInInput,
): Promise<CheckInAnswer> {
  const undone = await context.db.transaction((tx) => undoIn(tx, context, actor, input), {
    retryOnUnique: true,
  });
  return answerOf(context, input, { ...undone, isUndone: true });
}

async function undoIn(
  tx: Transaction,
  context: Pick<AppContext, "clock" | "webhooks">,
  actor: Actor,
  input: UndoCheckInInput,
) {
  const { eventId, code, scanId } = input;
  if (scanId !== undefined) {
    const where = { eventId, undoScanId: scanId };
    const earlier = await tx.checkIn.findFirst({ where, select: admissionColumns });
    if (earlier !== null) return repeat(tx, input, earlier);
  }

  const ticket = await readTicket(tx, eventId, code);
  requireNotVoid(ticket);
  const { booking, number: ticketNumber } = ticket;
  const active = await tx.checkIn.findFirst({
    where: { eventId, bookingId: booking.id, ticketNumber, isUndone: false },
    select: { id: true, ...admissionColumns },
  });
  if (active === null) throw new DomainError("NOT_CHECKED_IN", "This ticket is not inside.");

  const now = context.clock.now();
  await tx.checkIn.update({
    where: { id: active.id },
    data: {
      isUndone: true,
      undoneAt: now,
      undoneById: actor.id,
      // Missing rather than null, for the unique index.
      ...(scanId !== undefined && { undoScanId: scanId }),
    },
    select: { id: true },
  });
  await countInside(tx, booking.id, -1, now);
  await queueWebhooks(tx, context, eventId, [{ type: "ticket.admission_undone", checkInId: active.id }]);
  return describe(ticket, active);
}

/** The first answer, except for the amount due, which is the current one. */
async function repeat(
  tx: Transaction,
  { eventId, code }: Pick<CheckInInput, "eventId" | "code">,
  earlier: Admission,
) {
  const ticket = await readTicket(tx, eventId, code).catch(refuseOtherCode);
  if (ticket.booking.id !== earlier.bookingId || ticket.number !== earlier.ticketNumber) throw otherCode();
  return describe(ticket, earlier);
}

/** Any error of the code means that it differs from the recorded one, which was valid. */
function refuseOtherCode(error: unknown): never {
  throw error instanceof DomainError ? otherCode() : error;
}

function otherCode(): DomainError {
  return new DomainError("IDEMPOTENCY_KEY_REUSED", "This scan id was used for another ticket before.");
}

/** @throws DomainError TICKET_CANCELLED if the ticket was given back or passed on */
function requireNotVoid({ isVoid }: Ticket): void {
  if (!isVoid) return;
  const message = "This ticket was given back or passed on, so this code is void. Ask for the new one.";
  throw new DomainError("TICKET_CANCELLED", message);
}

function timeOfScan(scannedAt: Date | undefined, now: Date): Date {
  const at = scannedAt?.getTime() ?? now.getTime();
  return new Date(Math.min(Math.max(at, now.getTime() - OLDEST_SCAN_MS), now.getTime()));
}

function describe({ booking, holderName, ticketType }: Ticket, { admittedBy, ...admission }: Admission) {
  return {
    ...admission,
    ticketQuantity: booking.ticketQuantity,
    attendeeName: booking.guest?.name ?? booking.user.name,
    holderName,
    ticketType,
    admittedBy: admittedBy.name,
    amountDue: cashDue(booking),
    currency: booking.currency,
  };
}
