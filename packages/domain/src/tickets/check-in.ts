import type { CheckInInput, checkInView, UndoCheckInInput } from "@foyer/contract/ticket";
import { DAY_MS } from "@foyer/contract/time";
import type { Transaction } from "@foyer/db/database";
import type { Prisma } from "@foyer/db/models";
import type { z } from "zod";
import type { Actor } from "../actor.js";
import type { AppContext } from "../context.js";
import { DomainError } from "../domain-error.js";
import { requireNotCancelled } from "../events/bookability.js";
import { queueWebhooks } from "../webhooks/queue-webhooks.js";
import { countDoor } from "./door-counts.js";
import { notValid, readTicket, type Ticket } from "./read-ticket.js";

export type CheckInAnswer = z.input<typeof checkInView>;

/** The maximum age of a scan sent later; beyond it the device's clock must be wrong. */
const OLDEST_SCAN_MS = 7 * DAY_MS;

const admissionColumns = {
  bookingId: true,
  ticketNumber: true,
  admittedAt: true,
  admittedBy: { select: { name: true } },
} as const satisfies Prisma.CheckInSelect;

type Admission = Prisma.CheckInGetPayload<{ select: typeof admissionColumns }>;

/**
 * Checks a ticket in, at most once. The same scan sent again gets its first answer, even if it was undone since.
 * For those who run the event, at any time, so that they can test it before. A cancelled event admits nobody,
 * whenever the ticket was scanned; earlier check-ins can still be undone (domain rules, Tickets and check-in).
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
  return { ...admitted, isUndone: false, counts: await countDoor(context, input.eventId) };
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
  // Before the booking's own state, which the background job changes some time after the event's.
  requireNotCancelled(booking.event);
  if (booking.status === "cancelled") {
    throw new DomainError("TICKET_CANCELLED", "The booking of this ticket is cancelled.");
  }
  if (booking.status === "pending") throw notValid();
  const ofTicket = { eventId, bookingId: booking.id, ticketNumber };
  const active = await tx.checkIn.findFirst({
    where: { ...ofTicket, isUndone: false },
    select: admissionColumns,
  });
  if (active !== null) {
    throw new DomainError("ALREADY_CHECKED_IN", "This ticket has been let in already.", {
      admittedAt: active.admittedAt,
      admittedBy: active.admittedBy.name,
    });
  }

  const now = context.clock.now();
  const admission = await tx.checkIn.create({
    data: { ...ofTicket, scanId, admittedAt: timeOfScan(input.scannedAt, now), admittedById: actor.id },
    select: { id: true, ...admissionColumns },
  });
  // Written to the booking, so that a concurrent cancellation conflicts with it.
  await tx.booking.update({
    where: { id: booking.id },
    data: { admittedTickets: { increment: 1 }, updatedAt: now },
    select: { id: true },
  });
  const { id, ...admitted } = admission;
  await queueWebhooks(tx, context, eventId, [{ type: "ticket.admitted", checkInId: id }]);
  return describe(ticket, admitted);
}

/**
 * Undoes a check-in, so that the ticket can be checked in again. The same undo sent again gets its first answer.
 *
 * @throws DomainError TICKET_NOT_VALID, TICKET_OF_ANOTHER_EVENT, NOT_CHECKED_IN, IDEMPOTENCY_KEY_REUSED if the
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
  return { ...undone, isUndone: true, counts: await countDoor(context, input.eventId) };
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
  await tx.booking.update({
    where: { id: booking.id },
    data: { admittedTickets: { decrement: 1 }, updatedAt: now },
    select: { id: true },
  });
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

function timeOfScan(scannedAt: Date | undefined, now: Date): Date {
  const at = scannedAt?.getTime() ?? now.getTime();
  return new Date(Math.min(Math.max(at, now.getTime() - OLDEST_SCAN_MS), now.getTime()));
}

function describe({ booking }: Ticket, { admittedBy, ...admission }: Admission) {
  const isDue = booking.paymentMethod === "cash" && booking.paymentStatus !== "paid";
  return {
    ...admission,
    ticketQuantity: booking.ticketQuantity,
    attendeeName: booking.user.name,
    admittedBy: admittedBy.name,
    amountDue: isDue ? booking.totalAmount : 0,
    currency: booking.currency,
  };
}
