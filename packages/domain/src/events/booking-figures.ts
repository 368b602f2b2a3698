import { bookingStatus } from "@foyer/contract/booking";
import type { EventStats } from "@foyer/contract/event-stats";
import type { EventId } from "@foyer/contract/ids";
import { MINUTE_MS } from "@foyer/contract/time";
import { dayKey } from "@foyer/contract/zone";
import { z } from "zod";
import type { AppContext } from "../context.js";
import { groupSameOrders, sameOrders } from "./sales-by-kind.js";

const QUARTER_MS = 15 * MINUTE_MS;

/** The sums of the bookings in one state. */
interface Sums {
  readonly bookings: number;
  readonly tickets: number;
  /** Tickets that are held in addition to these. */
  readonly additional: number;
  readonly admitted: number;
}

export interface BookingFigures extends Readonly<Record<z.infer<typeof bookingStatus>, Sums>> {
  /** Bookings ended by the event's cancellation. */
  readonly cancelledWithEvent: number;
  /** Cash due for confirmed bookings. */
  readonly outstanding: number;
  readonly salesPerDay: EventStats["salesPerDay"];
  /** Confirmed bookings by what was ordered; where the event has one kind, those with a code. */
  readonly orders: readonly z.output<typeof sameOrders>[];
}

/** The raw answer; sums of amounts are doubles, because they may exceed 32 bits. */
const answered = z.tuple([
  z.object({
    states: z.array(
      z.object({
        _id: z.object({
          status: bookingStatus,
          paymentStatus: z.string(),
          cancelledBy: z.string().nullish(),
        }),
        bookings: z.number(),
        tickets: z.number(),
        additional: z.number(),
        admitted: z.number(),
        amount: z.number(),
      }),
    ),
    quarters: z.array(
      z.object({ _id: z.number(), bookings: z.number(), tickets: z.number(), amount: z.number() }),
    ),
    orders: z.array(sameOrders),
  }),
]);

const SUMS = {
  bookings: { $sum: 1 },
  tickets: { $sum: "$ticketQuantity" },
  amount: { $sum: { $toDouble: "$totalAmount" } },
};

/** Sums up an event's bookings in one aggregation, so from one snapshot. */
export async function readBookingFigures(
  { db }: Pick<AppContext, "db">,
  eventId: EventId,
  { timeZone, hasKinds }: { readonly timeZone: string; readonly hasKinds: boolean },
): Promise<BookingFigures> {
  const [{ states, quarters, orders }] = answered.parse(
    await db.prisma.booking.aggregateRaw({
      pipeline: [
        { $match: { eventId: { $oid: eventId } } },
        {
          $facet: {
            states: [
              {
                $group: {
                  _id: { status: "$status", paymentStatus: "$paymentStatus", cancelledBy: "$cancelledBy" },
                  ...SUMS,
                  additional: { $sum: "$addition.ticketQuantity" },
                  admitted: { $sum: "$admittedTickets" },
                },
              },
            ],
            // Grouped by quarters of an hour, which days of any zone consist of. They are assigned to days here
            // rather than by the database, whose time zone data may differ.
            quarters: [
              { $match: { status: "confirmed" } },
              {
                $group: {
                  _id: { $floor: { $divide: [{ $toDouble: "$bookingDate" }, QUARTER_MS] } },
                  ...SUMS,
                },
              },
            ],
            orders: groupSameOrders(hasKinds),
          },
        },
      ],
    }),
  );
  const unpaid = states.filter(({ _id }) => _id.status === "confirmed" && _id.paymentStatus === "pending");
  const withEvent = states.filter(({ _id }) => _id.status === "cancelled" && _id.cancelledBy === "event");
  const inState = (status: z.infer<typeof bookingStatus>): Sums => {
    const rows = states.filter(({ _id }) => _id.status === status);
    return {
      bookings: sum(rows, "bookings"),
      tickets: sum(rows, "tickets"),
      additional: sum(rows, "additional"),
      admitted: sum(rows, "admitted"),
    };
  };
  return {
    pending: inState("pending"),
    confirmed: inState("confirmed"),
    cancelled: inState("cancelled"),
    cancelledWithEvent: sum(withEvent, "bookings"),
    outstanding: sum(unpaid, "amount"),
    salesPerDay: foldIntoDays(
      [...quarters].sort((one, other) => one._id - other._id),
      timeZone,
    ),
    orders,
  };
}

function sum<Name extends string>(rows: readonly Readonly<Record<Name, number>>[], name: Name): number {
  return rows.reduce((total, row) => total + row[name], 0);
}

type Quarter = z.infer<typeof answered>[0]["quarters"][number];

/** @param quarters in order; their `_id` counts quarters of an hour */
function foldIntoDays(quarters: readonly Quarter[], timeZone: string): EventStats["salesPerDay"] {
  const days = new Map<string, EventStats["salesPerDay"][number]>();
  for (const { _id, bookings, tickets, amount } of quarters) {
    const day = dayKey(new Date(_id * QUARTER_MS), timeZone);
    const before = days.get(day) ?? { day, bookings: 0, tickets: 0, amount: 0 };
    days.set(day, {
      day,
      bookings: before.bookings + bookings,
      tickets: before.tickets + tickets,
      amount: before.amount + amount,
    });
  }
  return [...days.values()];
}
