import type { EventStats } from "@foyer/contract/event-stats";
import { type EventId, eventId as eventIdSchema } from "@foyer/contract/ids";
import type { PaymentState } from "@foyer/contract/payment";
import { z } from "zod";
import type { AppContext } from "../context.js";
import { DomainError } from "../domain-error.js";
import { readBookingFigures } from "./booking-figures.js";
import { sumSales } from "./sales-by-kind.js";

/**
 * An event's figures, for those who run it. Not from one snapshot, since a long-running one would delay bookings.
 *
 * @throws DomainError NOT_FOUND
 */
export async function readEventStats(context: Pick<AppContext, "db">, eventId: EventId): Promise<EventStats> {
  const { prisma } = context.db;
  const event = await prisma.event.findUnique({
    where: { id: eventId },
    select: {
      capacity: true,
      availableTickets: true,
      currency: true,
      timeZone: true,
      cancellation: true,
      ticketTypes: true,
    },
  });
  if (event === null) throw new DomainError("NOT_FOUND", "There is no such event.");

  const { timeZone, ticketTypes } = event;
  const [bookings, money, failingRefunds, failingParts, waiting] = await Promise.all([
    readBookingFigures(context, eventId, { timeZone, hasKinds: ticketTypes.length > 0 }),
    sumPayments(context, eventId),
    prisma.payment.count({ where: { eventId, state: "refund_due", refundTries: { gt: 0 } } }),
    prisma.refund.count({ where: { eventId, state: "due", tries: { gt: 0 } } }),
    prisma.waitlistEntry.aggregate({
      where: { eventId, state: "waiting" },
      _sum: { ticketQuantity: true },
      _count: { _all: true },
    }),
  ]);
  const { pending, confirmed, cancelled, cancelledWithEvent, outstanding, salesPerDay, orders } = bookings;
  return {
    eventId: eventIdSchema.parse(eventId),
    currency: event.currency,
    capacity: event.capacity,
    available: event.availableTickets,
    sold: confirmed.tickets,
    held: pending.tickets + confirmed.additional,
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
    failingRefunds: failingRefunds + failingParts,
    salesPerDay,
    ...sumSales(orders, ticketTypes),
    cancellation: event.cancellation && {
      state: event.cancellation,
      cancelledBookings: cancelledWithEvent,
      remainingBookings: pending.bookings + confirmed.bookings,
    },
  };
}

/** By state; sums of amounts are doubles, because they may exceed 32 bits. */
const paymentSums = z.array(z.object({ _id: z.string(), held: z.number() }));

async function sumPayments(
  { db }: Pick<AppContext, "db">,
  eventId: EventId,
): Promise<Pick<EventStats, "revenue" | "refunds" | "refundsDue">> {
  // Raw, because grouping by a column that older documents lack makes Prisma's engine fail.
  const payments = paymentSums.parse(
    await db.prisma.payment.aggregateRaw({
      pipeline: [
        {
          $match: {
            eventId: { $oid: eventId },
            state: { $in: ["succeeded", "refunded", "refund_due"] satisfies PaymentState[] },
          },
        },
        {
          $group: {
            _id: "$state",
            held: { $sum: { $toDouble: { $subtract: ["$amount", { $ifNull: ["$refundedAmount", 0] }] } } },
          },
        },
      ],
    }),
  );
  const parts = await db.prisma.refund.groupBy({
    by: ["state", "amount"],
    where: { eventId },
    _count: { _all: true },
  });
  const held = (state: PaymentState) => payments.find(({ _id }) => _id === state)?.held ?? 0;
  const given = (state: (typeof parts)[number]["state"]) =>
    parts.reduce((sum, part) => (part.state === state ? sum + part.amount * part._count._all : sum), 0);
  return {
    revenue: held("succeeded"),
    refunds: held("refunded") + given("refunded"),
    refundsDue: held("refund_due") + given("due"),
  };
}
