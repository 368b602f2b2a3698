import type { AdmitInput, admissionView } from "@foyer/contract/admission";
import type { Transaction } from "@foyer/db/database";
import type { Prisma } from "@foyer/db/models";
import { newObjectId, oid } from "@foyer/db/raw-commands";
import { rawModel } from "@foyer/db/raw-model";
import type { z } from "zod";
import type { Actor } from "../actor.js";
import { ticketColumns, ticketNumbersOf } from "../bookings/booked-tickets.js";
import { attendeeOf } from "../bookings/guest-booking.js";
import type { AppContext } from "../context.js";
import { DomainError } from "../domain-error.js";
import { queueWebhooks } from "../webhooks/queue-webhooks.js";
import {
  type Admission,
  admissionColumns,
  alreadyInside,
  countInside,
  requireAdmissible,
} from "./admission.js";
import { cashColumns, cashDue } from "./cash-due.js";
import { countDoor } from "./door-counts.js";

export type AdmissionAnswer = z.input<typeof admissionView>;

const checkIns = rawModel("CheckIn", { id: true });
const byTicket = { orderBy: { ticketNumber: "asc" } } as const;

/**
 * Admits tickets of a booking without their codes, all of them or none, each at most once. The same call sent again
 * gets its first answer, even if it was undone since. The rules are those of a scan (domain rules, Tickets and check-in).
 *
 * @throws DomainError NOT_FOUND, EVENT_CANCELLED, TICKET_CANCELLED, TICKET_NOT_VALID if the booking is not confirmed
 *   or has no such ticket, ALREADY_CHECKED_IN if one of them is inside, IDEMPOTENCY_KEY_REUSED if the scan id was used
 *   for other tickets
 */
export async function admit(
  context: Pick<AppContext, "db" | "clock" | "webhooks">,
  actor: Actor,
  input: AdmitInput,
): Promise<AdmissionAnswer> {
  const admitted = await context.db.transaction((tx) => admitIn(tx, context, actor, input), {
    // Of two concurrent admissions the second is retried, and then reads the first one's check-ins.
    retryOnUnique: true,
  });
  return { ...admitted, isUndone: false, counts: await countDoor(context, input.eventId) };
}

async function admitIn(
  tx: Transaction,
  context: Pick<AppContext, "clock" | "webhooks">,
  actor: Actor,
  input: AdmitInput,
) {
  const { eventId, id: bookingId, ticketNumbers, scanId } = input;
  const ofCall = { eventId, scanId: inCall(scanId) };
  const earlier = await tx.checkIn.findMany({ where: ofCall, select: admissionColumns, ...byTicket });
  if (earlier.length > 0) return repeat(tx, input, earlier);

  const booking = await readBooking(tx, input);
  requireAdmissible(booking, notConfirmed);
  const numbers = new Set(ticketNumbersOf(booking));
  if (ticketNumbers.some((number) => !numbers.has(number))) throw noSuchTicket();
  const active = await tx.checkIn.findFirst({
    where: { eventId, bookingId, ticketNumber: { in: ticketNumbers }, isUndone: false },
    select: admissionColumns,
    ...byTicket,
  });
  if (active !== null) throw alreadyInside(active);

  const now = context.clock.now();
  const rows = ticketNumbers.map((ticketNumber) => ({
    id: newObjectId(now),
    eventId,
    bookingId,
    ticketNumber,
    scanId: ticketInCall(scanId, ticketNumber),
    admittedAt: now,
    admittedById: actor.id,
  }));
  await tx.checkIn.createMany({ data: rows });
  await countInside(tx, bookingId, rows.length, now);
  const news = rows.map(({ id }) => ({ type: "ticket.admitted", checkInId: id }) as const);
  await queueWebhooks(tx, context, eventId, news);
  const admitted = await tx.checkIn.findMany({ where: ofCall, select: admissionColumns, ...byTicket });
  return describe(booking, admitted);
}

/**
 * Takes admissions of a booking's tickets back, all of them or none, however they were admitted; the tickets can then
 * come in again. The same call sent again gets its first answer.
 *
 * @throws DomainError NOT_FOUND, NOT_CHECKED_IN if one of them is not inside, IDEMPOTENCY_KEY_REUSED if the scan id was
 *   used for other tickets
 */
export async function undoAdmit(
  context: Pick<AppContext, "db" | "clock" | "webhooks">,
  actor: Actor,
  input: AdmitInput,
): Promise<AdmissionAnswer> {
  const undone = await context.db.transaction((tx) => undoIn(tx, context, actor, input), {
    retryOnUnique: true,
  });
  return { ...undone, isUndone: true, counts: await countDoor(context, input.eventId) };
}

async function undoIn(
  tx: Transaction,
  context: Pick<AppContext, "clock" | "webhooks">,
  actor: Actor,
  input: AdmitInput,
) {
  const { eventId, id: bookingId, ticketNumbers, scanId } = input;
  const { gte: $gte, lt: $lt } = inCall(scanId);
  // A raw query: the index of undo scan ids is partial, and Prisma's queries do not use such.
  const rows = await checkIns.find(tx.checkIn, { eventId: oid(eventId), undoScanId: { $gte, $lt } });
  if (rows.length > 0) {
    const id = { in: rows.map((row) => row.id) };
    const earlier = await tx.checkIn.findMany({ where: { id }, select: admissionColumns, ...byTicket });
    return repeat(tx, input, earlier);
  }

  const booking = await readBooking(tx, input);
  const active = await tx.checkIn.findMany({
    where: { eventId, bookingId, ticketNumber: { in: ticketNumbers }, isUndone: false },
    select: { id: true, ...admissionColumns },
    ...byTicket,
  });
  if (active.length < ticketNumbers.length) {
    throw new DomainError("NOT_CHECKED_IN", "Not all of these tickets are inside.");
  }

  const now = context.clock.now();
  for (const { id, ticketNumber } of active) {
    const undoScanId = ticketInCall(scanId, ticketNumber);
    await tx.checkIn.update({
      where: { id },
      data: { isUndone: true, undoneAt: now, undoneById: actor.id, undoScanId },
      select: { id: true },
    });
  }
  await countInside(tx, bookingId, -active.length, now);
  const news = active.map(({ id }) => ({ type: "ticket.admission_undone", checkInId: id }) as const);
  await queueWebhooks(tx, context, eventId, news);
  return describe(booking, active);
}

/**
 * The scan id of one ticket of a call. Its space keeps it apart from those of all scans, which have none, and its
 * prefix is by which all tickets of the call are found.
 */
function ticketInCall(scanId: string, ticketNumber: number): string {
  return `${scanId} ${ticketNumber}`;
}

/** What {@link ticketInCall} makes of a scan id, and the id itself, should a scan have used it. */
function inCall(scanId: string): { readonly gte: string; readonly lt: string } {
  // "!" follows the space.
  return { gte: scanId, lt: `${scanId}!` };
}

/** The first answer, except for the amount due, which is the current one. */
async function repeat(tx: Transaction, input: AdmitInput, earlier: readonly Admission[]) {
  const numbers = new Set(earlier.map(({ ticketNumber }) => ticketNumber));
  const isSame =
    numbers.size === input.ticketNumbers.length &&
    input.ticketNumbers.every((number) => numbers.has(number)) &&
    earlier.every(({ bookingId }) => bookingId === input.id);
  if (!isSame) {
    throw new DomainError("IDEMPOTENCY_KEY_REUSED", "This scan id was used for other tickets before.");
  }
  return describe(await readBooking(tx, input), earlier);
}

const columns = {
  id: true,
  eventId: true,
  status: true,
  currency: true,
  ...ticketColumns,
  ...cashColumns,
  guest: true,
  user: { select: { id: true, name: true, email: true } },
  event: { select: { cancelledAt: true } },
} as const satisfies Prisma.BookingSelect;

type Booking = Prisma.BookingGetPayload<{ select: typeof columns }>;

/** The booking, if it is one of the event, which is the one that the caller runs. */
async function readBooking(tx: Transaction, { eventId, id }: AdmitInput): Promise<Booking> {
  const booking = await tx.booking.findUnique({ where: { id }, select: columns });
  if (booking?.eventId !== eventId) {
    throw new DomainError("NOT_FOUND", "There is no such booking of this event.");
  }
  return booking;
}

function notConfirmed(): DomainError {
  return new DomainError("TICKET_NOT_VALID", "This booking is not paid for yet, so it has no tickets.");
}

function noSuchTicket(): DomainError {
  return new DomainError("TICKET_NOT_VALID", "This booking has no ticket of that number.");
}

function describe(booking: Booking, admissions: readonly Admission[]) {
  return {
    bookingId: booking.id,
    attendeeName: attendeeOf(booking).name,
    ticketQuantity: booking.ticketQuantity,
    tickets: admissions.map(({ ticketNumber, admittedAt, admittedBy }) => ({
      number: ticketNumber,
      admittedAt,
      admittedBy: admittedBy.name,
    })),
    amountDue: cashDue(booking),
    currency: booking.currency,
  };
}
