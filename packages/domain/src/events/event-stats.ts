import type { EventStats } from "@foyer/contract/event-stats";
import { type EventId, eventId as eventIdSchema } from "@foyer/contract/ids";
import type { AppContext } from "../context.js";
import { DomainError } from "../domain-error.js";
import { readBookingFigures } from "./booking-figures.js";

/**
 * An event's figures, for those who run it. Not from one snapshot, since a long-running one would delay bookings.
 *
 * @throws DomainError NOT_FOUND
 */
export async function readEventStats(context: Pick<AppContext, "db">, eventId: EventId): Promise<EventStats> {
  const { prisma } = context.db;
  const event = await prisma.event.findUnique({
    where: { id: eventId },
    select: { capacity: true, availableTickets: true, currency: true, timeZone: true, cancellation: true },
  });
  if (event === null) throw new DomainError("NOT_FOUND", "There is no such event.");

  const [bookings, money, failingRefunds, waiting] = await Promise.all([
    readBookingFigures(context, eventId, event.timeZone),
    sumPayments(context, eventId),
    prisma.payment.count({ where: { eventId, state: "refund_due", refundTries: { gt: 0 } } }),
    prisma.waitlistEntry.aggregate({
      where: { eventId, state: "waiting" },
      _sum: { ticketQuantity: true },
      _count: { _all: true },
    }),
  ]);
  const { pending, confirmed, cancelled, cancelledWithEvent, outstanding, salesPerDay } = bookings;
  return {
    eventId: eventIdSchema.parse(eventId),
    currency: event.currency,
    capacity: event.capacity,
    available: event.availableTickets,
    sold: confirmed.tickets,
    held: pending.tickets,
    waiting: waiting._sum.ticketQuantity ?? 0,
    waitingPeople: waiting._count._all,
    checkIns: confirmed.admitted,
    bookings: {
      pending: pending.bookings,
      confirmed: confirmed.bookings,
      cancelled: cancelled.bookings,
    },
    ...money,
    outstanding,
    failingRefunds,
    salesPerDay,
    cancellation: event.cancellation && {
      state: event.cancellation,
      cancelledBookings: cancelledWithEvent,
      remainingBookings: pending.bookings + confirmed.bookings,
    },
  };
}

async function sumPayments(
  { db }: Pick<AppContext, "db">,
  eventId: EventId,
): Promise<Pick<EventStats, "revenue" | "refunds" | "refundsDue">> {
  const groups = await db.prisma.payment.groupBy({
    by: ["state", "amount"],
    where: { eventId, state: { in: ["succeeded", "refunded", "refund_due"] } },
    _count: { _all: true },
  });
  // Summed here: the total may exceed the database's 32-bit integers.
  const total = (state: (typeof groups)[number]["state"]) =>
    groups.reduce((sum, group) => (group.state === state ? sum + group.amount * group._count._all : sum), 0);
  return { revenue: total("succeeded"), refunds: total("refunded"), refundsDue: total("refund_due") };
}
