import {
  type BookingHistoryEntry,
  type bookingHistory,
  MAX_HISTORY_OF_A_KIND,
} from "@foyer/contract/booking-history";
import type { BookingId } from "@foyer/contract/ids";
import type { z } from "zod";
import { type Actor, requireRunsEvent } from "../actor.js";
import { readTypeNames, withNames } from "../capacity/list-capacity-log.js";
import type { AppContext } from "../context.js";
import { DomainError } from "../domain-error.js";
import { admissionEntry, mailEntry, moneyEntries, paymentColumns } from "./history-entries.js";

/** A history as input of the contract's `bookingHistory`. */
export type BookingHistoryAnswer = z.input<typeof bookingHistory>;
type Entry = z.input<typeof bookingHistory.element>;

const NEWEST = { take: MAX_HISTORY_OF_A_KIND } as const;

/**
 * What happened to a booking, newest first: derived from what was changed for somebody, the capacity log, payments, refunds, check-ins, tickets that were
 * passed on, mails, its place on the waiting list and the booking itself. For those who run its event.
 *
 * @throws DomainError NOT_FOUND, FORBIDDEN
 */
export async function readBookingHistory(
  context: Pick<AppContext, "db">,
  actor: Actor,
  id: BookingId,
): Promise<BookingHistoryAnswer> {
  const { prisma } = context.db;
  const booking = await prisma.booking.findUnique({
    where: { id },
    select: {
      eventId: true,
      bookingDate: true,
      updatedAt: true,
      waitlistEntryId: true,
      status: true,
      cancelledAt: true,
      cancelledBy: true,
      cancellationReason: true,
      organizerChanges: true,
      event: { select: { organizerId: true } },
    },
  });
  if (booking === null) throw new DomainError("NOT_FOUND", "There is no such booking.");
  requireRunsEvent(actor, booking.event);

  const ofBooking = { bookingId: id };
  const [log, payments, refunds, admissions, passes, mails, place] = await Promise.all([
    readLog(context, id, booking),
    prisma.payment.findMany({
      where: ofBooking,
      orderBy: [{ createdAt: "desc" }, { id: "desc" }],
      ...NEWEST,
      select: paymentColumns,
    }),
    prisma.refund.findMany({
      where: ofBooking,
      orderBy: [{ createdAt: "desc" }, { id: "desc" }],
      ...NEWEST,
      select: { paymentId: true, amount: true, state: true, reason: true, createdAt: true, refundedAt: true },
    }),
    prisma.checkIn.findMany({
      where: ofBooking,
      orderBy: { id: "desc" },
      ...NEWEST,
      select: {
        ticketNumber: true,
        admittedAt: true,
        undoneAt: true,
        isUndone: true,
        admittedBy: { select: { name: true } },
      },
    }),
    prisma.ticketPass.findMany({
      where: ofBooking,
      orderBy: [{ createdAt: "desc" }, { id: "desc" }],
      ...NEWEST,
      select: { ticketNumber: true, fromName: true, name: true, createdAt: true },
    }),
    prisma.outboxMail.findMany({
      where: ofBooking,
      orderBy: { id: "desc" },
      ...NEWEST,
      select: {
        template: true,
        state: true,
        createdAt: true,
        sentAt: true,
        lastProblem: true,
        details: true,
      },
    }),
    booking.waitlistEntryId === null
      ? null
      : prisma.waitlistEntry.findUnique({
          where: { id: booking.waitlistEntryId },
          select: { joinedAt: true, ticketQuantity: true },
        }),
  ]);

  const entries: Entry[] = [
    { kind: "booked", at: booking.bookingDate, isOffer: booking.waitlistEntryId !== null },
    ...booking.organizerChanges.map(({ at, reason }): Entry => ({ kind: "changed", at, reason })),
    ...log,
    ...moneyEntries(payments, refunds),
    ...admissions.flatMap(admissionEntry),
    ...passes.map(({ createdAt: at, ticketNumber, fromName: from, name: to }): Entry => {
      return { kind: "passed_on", at, ticketNumber, from, to };
    }),
    ...mails.map(mailEntry),
  ];
  if (place !== null) {
    entries.push({ kind: "joined_waitlist", at: place.joinedAt, ticketQuantity: place.ticketQuantity });
  }
  if (booking.status === "cancelled" && booking.cancelledAt !== null) {
    const { cancelledAt: at, cancelledBy: by, cancellationReason: reason } = booking;
    entries.push({ kind: "cancelled", at, by, reason });
  }
  return newestFirst(entries);
}

/** A transaction takes less: its log rows may be a moment younger than the booking that it wrote before them. */
const TRANSACTION_MS = 60_000;

/**
 * The rows of the capacity log that name the booking. They are between its making and its last change, which every row comes
 * with: an index by booking would be written by every booking for this page alone.
 */
async function readLog(
  { db: { prisma } }: Pick<AppContext, "db">,
  bookingId: BookingId,
  { eventId, bookingDate, updatedAt }: { eventId: string; bookingDate: Date; updatedAt: Date },
): Promise<Entry[]> {
  const until = new Date(updatedAt.getTime() + TRANSACTION_MS);
  const rows = await prisma.eventCapacityLog.findMany({
    where: { eventId, bookingId, timestamp: { gte: bookingDate, lte: until } },
    orderBy: [{ timestamp: "desc" }, { id: "desc" }],
    ...NEWEST,
    select: { operation: true, quantity: true, timestamp: true, items: true },
  });
  const hasKinds = rows.some(({ items }) => items.length > 0);
  const names = hasKinds ? await readTypeNames(prisma, eventId) : new Map<string, string>();
  return rows.map(({ timestamp: at, operation, quantity, items }) => ({
    kind: "capacity",
    at,
    operation,
    quantity,
    items: withNames(items, names).map(({ name, quantity: of }) => ({ name, quantity: of })),
  }));
}

/** The order of entries of one moment: what causes the others is older. */
const RANK: Readonly<Record<BookingHistoryEntry["kind"], number>> = {
  joined_waitlist: 0,
  booked: 1,
  changed: 2,
  capacity: 3,
  payment: 4,
  cancelled: 5,
  refund_due: 6,
  refunded: 7,
  admitted: 8,
  admission_undone: 9,
  passed_on: 10,
  mail: 11,
};

function newestFirst(entries: readonly Entry[]): Entry[] {
  return entries.toSorted((a, b) => b.at.getTime() - a.at.getTime() || RANK[b.kind] - RANK[a.kind]);
}
