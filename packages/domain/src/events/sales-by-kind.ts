import type { EventStats, SalesOfCode, SalesOfTicketType } from "@foyer/contract/event-stats";
import { discountCodeId, ticketTypeId } from "@foyer/contract/ids";
import { z } from "zod";
import { countTickets } from "../ticket-types/wanted-tickets.js";

/** An object id in the database's extended JSON. */
const objectId = z.object({ $oid: z.string() }).transform(({ $oid }) => $oid);

/** Confirmed bookings of the same tickets with the same discount, and how many they are. */
export const sameOrders = z.object({
  _id: z.object({
    items: z.array(z.object({ ticketTypeId: objectId, unitPrice: z.number(), quantity: z.number() })),
    discount: z
      .object({ codeId: objectId, code: z.string(), ticketTypeIds: z.array(objectId), amount: z.number() })
      .nullish()
      .transform((discount) => discount ?? null),
    /** Of the whole booking, with tickets of no kind. */
    ticketQuantity: z.number(),
    totalAmount: z.number(),
  }),
  bookings: z.number(),
});
type SameOrders = z.output<typeof sameOrders>;
type Order = SameOrders["_id"];

/**
 * The stages that group confirmed bookings by what was ordered: what a discount is divided by is exact only within one booking, and
 * most bookings of an event are alike. Names are left out, since they change.
 *
 * @param hasKinds whether bookings of no kind count, too; an event with one kind has no others
 */
export function groupSameOrders(hasKinds: boolean) {
  const matters = { $or: [{ "items.0": { $exists: true } }, { "discount.codeId": { $exists: true } }] };
  return [{ $match: { status: "confirmed", ...(!hasKinds && matters) } }, SAME_ORDERS];
}

const SAME_ORDERS = {
  $group: {
    _id: {
      items: {
        $map: {
          input: { $ifNull: ["$items", []] },
          as: "item",
          in: {
            ticketTypeId: "$$item.ticketTypeId",
            unitPrice: "$$item.unitPrice",
            quantity: "$$item.quantity",
          },
        },
      },
      discount: {
        $cond: [
          { $gt: ["$discount", null] },
          {
            codeId: "$discount.codeId",
            code: "$discount.code",
            ticketTypeIds: { $ifNull: ["$discount.ticketTypeIds", []] },
            amount: "$discount.amount",
          },
          null,
        ],
      },
      ticketQuantity: "$ticketQuantity",
      totalAmount: "$totalAmount",
    },
    bookings: { $sum: 1 },
  },
};

/** A part of an order: the tickets of one kind, or those of no kind. */
interface Part {
  readonly ticketTypeId: string | null;
  readonly tickets: number;
  /** Before the discount, in minor units. */
  readonly price: number;
  /** Of the booking's discount, in minor units. */
  readonly discount: number;
  /** Whether the booking's code applies to it. */
  readonly isDiscounted: boolean;
}

/**
 * The parts of an order with the discount divided by price. Each part gets the whole units of its share of what is left, so
 * that the shares add up to the discount.
 */
export function partsOf({ items, discount, ticketQuantity, totalAmount }: Order): Part[] {
  const ofKinds = items.map((item) => ({ ...item, price: item.unitPrice * item.quantity }));
  const ofNoKind = {
    ticketTypeId: null,
    quantity: ticketQuantity - countTickets(ofKinds),
    price: ofKinds.reduce((left, { price }) => left - price, totalAmount + (discount?.amount ?? 0)),
  };
  const priced = ofNoKind.quantity > 0 ? [ofNoKind, ...ofKinds] : ofKinds;
  const applies = (id: string | null) =>
    discount !== null &&
    (discount.ticketTypeIds.length === 0 || (id !== null && discount.ticketTypeIds.includes(id)));
  let priceLeft = priced.reduce((sum, part) => (applies(part.ticketTypeId) ? sum + part.price : sum), 0);
  let discountLeft = discount?.amount ?? 0;
  return priced.map(({ ticketTypeId, quantity: tickets, price }) => {
    const isDiscounted = applies(ticketTypeId);
    const share = isDiscounted && priceLeft > 0 ? Math.floor((discountLeft * price) / priceLeft) : 0;
    if (isDiscounted) priceLeft -= price;
    discountLeft -= share;
    return { ticketTypeId, tickets, price, discount: share, isDiscounted };
  });
}

interface Sums {
  bookings: number;
  tickets: number;
  amount: number;
  discount: number;
}

const NOTHING: Sums = { bookings: 0, tickets: 0, amount: 0, discount: 0 };

function add(sums: Sums | undefined, parts: readonly Part[], bookings: number): Sums {
  const before = sums ?? NOTHING;
  const total = (of: (part: Part) => number) => bookings * parts.reduce((sum, part) => sum + of(part), 0);
  return {
    bookings: before.bookings + bookings,
    tickets: before.tickets + total(({ tickets }) => tickets),
    amount: before.amount + total(({ price, discount }) => price - discount),
    discount: before.discount + total(({ discount }) => discount),
  };
}

/** The event's kinds, as far as their sales need them. */
interface Kind {
  readonly id: string;
  readonly name: string;
  readonly quota: number | null;
}

/** Sums up confirmed bookings by kind and by code. */
export function sumSales(
  orders: readonly SameOrders[],
  kinds: readonly Kind[],
): Pick<EventStats, "byTicketType" | "withoutTicketType" | "byCode"> {
  const byKind = new Map<string | null, Sums>();
  const byCode = new Map<string, Sums & { readonly code: string }>();
  for (const { _id, bookings } of orders) {
    const parts = partsOf(_id);
    for (const part of parts) {
      byKind.set(part.ticketTypeId, add(byKind.get(part.ticketTypeId), [part], bookings));
    }
    if (_id.discount === null) continue;
    const { codeId, code } = _id.discount;
    const discounted = parts.filter(({ isDiscounted }) => isDiscounted);
    const of = discounted.length > 0 ? discounted : parts;
    byCode.set(codeId, { ...add(byCode.get(codeId), of, bookings), code });
  }
  const byTicketType = kinds.map(
    ({ id, name, quota }): SalesOfTicketType => ({
      ...(byKind.get(id) ?? NOTHING),
      ticketTypeId: ticketTypeId.parse(id),
      name,
      quota,
    }),
  );
  const withoutTicketType = kinds.length > 0 ? (byKind.get(null) ?? null) : null;
  const codes = [...byCode].map(([id, sums]): SalesOfCode => ({ ...sums, codeId: discountCodeId.parse(id) }));
  const mostUsedFirst = (a: SalesOfCode, b: SalesOfCode) =>
    b.bookings - a.bookings || b.tickets - a.tickets || (a.codeId < b.codeId ? -1 : 1);
  return { byTicketType, withoutTicketType, byCode: codes.sort(mostUsedFirst) };
}
