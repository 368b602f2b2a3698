import { ACTIVE_STATUSES } from "@foyer/contract/booking";
import { type EventId, eventId as eventIdSchema } from "@foyer/contract/ids";
import { type Invariant, invariant, type Reconciliation } from "@foyer/contract/reconciliation";
import type { Transaction } from "@foyer/db/database";
import type { AppContext } from "../context.js";
import { DomainError } from "../domain-error.js";

/**
 * Checks the invariants of an event's ledger (domain rules, Capacity and its log): the log, the money, and the
 * waiting list's count. All figures are read from one snapshot.
 *
 * @throws DomainError NOT_FOUND
 */
export async function reconcile(context: Pick<AppContext, "db">, eventId: EventId): Promise<Reconciliation> {
  return context.db.transaction(async (tx) => {
    const event = await tx.event.findUnique({
      where: { id: eventId },
      select: {
        capacity: true,
        availableTickets: true,
        carriedBalance: true,
        carriedBooked: true,
        waitingCount: true,
      },
    });
    if (event === null) throw new DomainError("NOT_FOUND", "There is no such event.");

    const active = await tx.booking.aggregate({
      where: { eventId, status: { in: [...ACTIVE_STATUSES] } },
      _sum: { ticketQuantity: true },
    });
    const rows = await sumLog(tx, { eventId, isCarried: false });
    const held = await tx.payment.groupBy({
      by: ["amount"],
      where: { eventId, state: "succeeded" },
      _count: { _all: true },
    });
    const booked = await tx.booking.groupBy({
      by: ["totalAmount"],
      where: { eventId, status: "confirmed", paymentStatus: "paid" },
      _count: { _all: true },
    });
    const waitingEntries = await tx.waitlistEntry.count({ where: { eventId, state: "waiting" } });
    return judge({
      eventId,
      capacity: event.capacity,
      availableTickets: event.availableTickets,
      bookedTickets: active._sum.ticketQuantity ?? 0,
      logBalance: event.carriedBalance + rows.balance,
      logBooked: event.carriedBooked + rows.booked,
      // Summed here: the total may exceed the database's 32-bit integers.
      moneyHeld: held.reduce((sum, { amount, _count }) => sum + amount * _count._all, 0),
      moneyBooked: booked.reduce((sum, { totalAmount, _count }) => sum + totalAmount * _count._all, 0),
      waitingCount: event.waitingCount,
      waitingEntries,
    });
  });
}

/** Reconciles every event, one after the other, in order of creation. */
export async function* reconcileAll(context: Pick<AppContext, "db">): AsyncGenerator<Reconciliation> {
  const PAGE = 200;
  let after: string | undefined;
  for (;;) {
    const events = await context.db.prisma.event.findMany({
      where: after === undefined ? {} : { id: { gt: after } },
      orderBy: { id: "asc" },
      take: PAGE,
      select: { id: true },
    });
    for (const { id } of events) yield await reconcile(context, eventIdSchema.parse(id));
    after = events.at(-1)?.id;
    if (events.length < PAGE) return;
  }
}

/** The sums of log rows. */
export interface LogSums {
  /** Releases minus reserves. */
  readonly balance: number;
  /** Reserves minus releases over the rows that name a booking. */
  readonly booked: number;
}

/** Sums some rows of one event's log. */
export async function sumLog(
  tx: Transaction,
  where: {
    readonly eventId: string;
    readonly isCarried: boolean;
    readonly id?: { readonly in: string[] };
  },
): Promise<LogSums> {
  const all = await tx.eventCapacityLog.groupBy({ by: ["operation"], where, _sum: { quantity: true } });
  const own = await tx.eventCapacityLog.groupBy({
    by: ["operation"],
    where: { ...where, bookingId: null },
    _sum: { quantity: true },
  });
  const total = (groups: typeof all, operation: "reserve" | "release") =>
    groups.find((group) => group.operation === operation)?._sum.quantity ?? 0;
  const balance = total(all, "release") - total(all, "reserve");
  const ownBalance = total(own, "release") - total(own, "reserve");
  return { balance, booked: ownBalance - balance };
}

function judge(figures: Omit<Reconciliation, "ok" | "broken">): Reconciliation {
  const { capacity, availableTickets } = figures;
  const reserved = capacity - availableTickets;
  const holds: Record<Invariant, boolean> = {
    CAPACITY_MATCHES_BOOKINGS: reserved === figures.bookedTickets,
    AVAILABLE_MATCHES_LOG: availableTickets === figures.logBalance,
    CAPACITY_MATCHES_BOOKING_LOG: reserved === figures.logBooked,
    AVAILABLE_IN_RANGE: availableTickets >= 0 && availableTickets <= capacity,
    PAYMENTS_MATCH_BOOKINGS: figures.moneyHeld === figures.moneyBooked,
    WAITING_MATCHES_LIST: figures.waitingCount === figures.waitingEntries,
  };
  const broken = invariant.options.filter((name) => !holds[name]);
  return { ...figures, ok: broken.length === 0, broken };
}
