import { ACTIVE_STATUSES } from "@foyer/contract/booking";
import { type EventId, eventId as eventIdSchema, ticketTypeId } from "@foyer/contract/ids";
import { type Invariant, invariant, type Reconciliation } from "@foyer/contract/reconciliation";
import type { Transaction } from "@foyer/db/database";
import type { Prisma } from "@foyer/db/models";
import { oid } from "@foyer/db/raw-commands";
import { rawModel } from "@foyer/db/raw-model";
import { z } from "zod";
import type { AppContext } from "../context.js";
import { DomainError } from "../domain-error.js";
import type { TicketType } from "../ticket-types/ticket-type.js";

const bookingsWithAdditions = rawModel("Booking", { addition: true });

/**
 * Checks the invariants of an event's ledger (domain rules, Capacity and its log): the log, the money, the waiting list's
 * count, ticket types and uses of discount codes. All figures are read from one snapshot.
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
        ticketTypes: true,
      },
    });
    if (event === null) throw new DomainError("NOT_FOUND", "There is no such event.");

    const active = await tx.booking.aggregate({
      where: { eventId, status: { in: [...ACTIVE_STATUSES] } },
      _sum: { ticketQuantity: true },
    });
    const additions = await bookingsWithAdditions.find(
      tx.booking,
      {
        eventId: oid(eventId),
        status: { $in: [...ACTIVE_STATUSES] },
        "addition.ticketQuantity": { $exists: true },
      },
      { hint: { eventId: 1, status: 1 } },
    );
    const rows = await sumLog(tx, { eventId, isCarried: false });
    const waitingEntries = await tx.waitlistEntry.count({ where: { eventId, state: "waiting" } });
    return judge({
      eventId,
      capacity: event.capacity,
      availableTickets: event.availableTickets,
      bookedTickets: additions.reduce(
        (sum, { addition }) => sum + (addition?.ticketQuantity ?? 0),
        active._sum.ticketQuantity ?? 0,
      ),
      logBalance: event.carriedBalance + rows.balance,
      logBooked: event.carriedBooked + rows.booked,
      ...(await sumMoney(tx, eventId)),
      waitingCount: event.waitingCount,
      waitingEntries,
      ticketTypes: await reconcileTypes(tx, eventId, event.ticketTypes),
      codesOff: await findCodesOff(tx, eventId),
    });
  });
}

const sums = z.array(z.object({ sum: z.number() }));

/**
 * Raw, because grouping by a column that older documents lack makes Prisma's engine fail; and as doubles, because totals may
 * exceed the database's 32-bit integers.
 */
async function sumMoney(
  tx: Transaction,
  eventId: EventId,
): Promise<{ readonly moneyHeld: number; readonly moneyBooked: number }> {
  const kept = (amount: string) => ({
    $group: {
      _id: null,
      sum: { $sum: { $toDouble: { $subtract: [amount, { $ifNull: ["$refundedAmount", 0] }] } } },
    },
  });
  const held = await tx.payment.aggregateRaw({
    pipeline: [{ $match: { eventId: oid(eventId), state: "succeeded" } }, kept("$amount")],
  });
  const paid = { eventId: oid(eventId), status: "confirmed", paymentStatus: "paid" };
  const booked = await tx.booking.aggregateRaw({ pipeline: [{ $match: paid }, kept("$totalAmount")] });
  const total = (found: unknown) => sums.parse(found)[0]?.sum ?? 0;
  return { moneyHeld: total(held), moneyBooked: total(booked) };
}

const typeSums = z.array(z.object({ _id: z.object({ $oid: z.string() }), sum: z.number() }));

async function reconcileTypes(
  tx: Transaction,
  eventId: EventId,
  types: readonly TicketType[],
): Promise<Reconciliation["ticketTypes"]> {
  if (types.length === 0) return [];
  const booked = typeSums.parse(
    await tx.booking.aggregateRaw({
      pipeline: [
        { $match: { eventId: oid(eventId), status: { $in: [...ACTIVE_STATUSES] } } },
        { $project: { items: { $concatArrays: [listOf("$items"), listOf("$addition.items")] } } },
        { $unwind: "$items" },
        { $group: { _id: "$items.ticketTypeId", sum: { $sum: "$items.quantity" } } },
      ],
    }),
  );
  const logged = await sumLogByType(tx, { eventId: oid(eventId), isCarried: false });
  const waiting = typeSums.parse(
    await tx.waitlistEntry.aggregateRaw({
      pipeline: [
        { $match: { eventId: oid(eventId), state: "waiting", ticketTypeId: { $type: "objectId" } } },
        { $group: { _id: "$ticketTypeId", sum: { $sum: 1 } } },
      ],
    }),
  );
  const waitingOf = new Map(waiting.map(({ _id, sum }) => [_id.$oid, sum]));
  const bookedOf = new Map(booked.map(({ _id, sum }) => [_id.$oid, sum]));
  return types.map(({ id, name, quota, taken, waitingCount, carriedTaken }) => ({
    ticketTypeId: ticketTypeId.parse(id),
    name,
    quota,
    taken,
    booked: bookedOf.get(id) ?? 0,
    logged: carriedTaken + (logged.get(id) ?? 0),
    waitingCount,
    waitingEntries: waitingOf.get(id) ?? 0,
  }));
}

function listOf(field: string) {
  return { $ifNull: [field, []] };
}

/** Reserves minus releases by kind, over some rows of one event's log. */
export async function sumLogByType(
  tx: Pick<Transaction, "eventCapacityLog">,
  filter: Prisma.InputJsonObject,
): Promise<ReadonlyMap<string, number>> {
  const sums = typeSums.parse(
    await tx.eventCapacityLog.aggregateRaw({
      pipeline: [
        { $match: filter },
        { $unwind: "$items" },
        {
          $group: {
            _id: "$items.ticketTypeId",
            sum: {
              $sum: {
                $cond: [
                  { $eq: ["$operation", "reserve"] },
                  "$items.quantity",
                  { $multiply: ["$items.quantity", -1] },
                ],
              },
            },
          },
        },
      ],
    }),
  );
  return new Map(sums.map(({ _id, sum }) => [_id.$oid, sum]));
}

async function findCodesOff(tx: Transaction, eventId: EventId): Promise<Reconciliation["codesOff"]> {
  const codes = await tx.discountCode.findMany({
    where: { eventId },
    select: { id: true, code: true, uses: true },
  });
  if (codes.length === 0) return [];
  const used = typeSums.parse(
    await tx.booking.aggregateRaw({
      pipeline: [
        { $match: { eventId: oid(eventId), status: { $in: [...ACTIVE_STATUSES] } } },
        { $match: { "discount.codeId": { $exists: true } } },
        { $group: { _id: "$discount.codeId", sum: { $sum: 1 } } },
      ],
    }),
  );
  const bookingsOf = new Map(used.map(({ _id, sum }) => [_id.$oid, sum]));
  return codes
    .map(({ id, code, uses }) => ({ code, uses, bookings: bookingsOf.get(id) ?? 0 }))
    .filter(({ uses, bookings }) => uses !== bookings);
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
    TICKET_TYPES_MATCH_BOOKINGS: figures.ticketTypes.every(({ taken, booked }) => taken === booked),
    TICKET_TYPES_MATCH_LOG: figures.ticketTypes.every(({ taken, logged }) => taken === logged),
    TICKET_TYPES_WITHIN_QUOTA: figures.ticketTypes.every(
      ({ taken, quota }) => taken >= 0 && (quota === null || taken <= quota),
    ),
    TICKET_TYPES_MATCH_WAITING_LIST: figures.ticketTypes.every(
      ({ waitingCount, waitingEntries }) => waitingCount === waitingEntries,
    ),
    CODE_USES_MATCH_BOOKINGS: figures.codesOff.length === 0,
  };
  const broken = invariant.options.filter((name) => !holds[name]);
  return { ...figures, ok: broken.length === 0, broken };
}
