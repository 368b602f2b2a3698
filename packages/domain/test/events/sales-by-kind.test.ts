import { partsOf } from "@foyer/domain/events/sales-by-kind";
import fc from "fast-check";
import { expect, it } from "vitest";

const order = fc
  .record({
    items: fc.array(
      fc.record({
        ticketTypeId: fc.constantFrom("adult", "child", "free", "hidden"),
        unitPrice: fc.integer({ min: 0, max: 5_000 }),
        quantity: fc.integer({ min: 1, max: 20 }),
      }),
      { maxLength: 4 },
    ),
    only: fc.subarray(["adult", "child"]),
    percent: fc.integer({ min: 0, max: 100 }),
    /** Tickets of no kind: all where the event has one, else from before it had several. */
    ofNoKind: fc.integer({ min: 0, max: 20 }),
    price: fc.integer({ min: 0, max: 5_000 }),
  })
  .filter(({ items, ofNoKind }) => items.length + ofNoKind > 0)
  .map(({ items, only, percent, ofNoKind, price }) => {
    const ticketTypeIds = items.length === 0 ? [] : only;
    const isForAll = ticketTypeIds.length === 0;
    const applies = items.filter(({ ticketTypeId }) => isForAll || ticketTypeIds.includes(ticketTypeId));
    const before = ofNoKind * price;
    const full = items.reduce((sum, { unitPrice, quantity }) => sum + unitPrice * quantity, before);
    const base = applies.reduce(
      (sum, { unitPrice, quantity }) => sum + unitPrice * quantity,
      isForAll ? before : 0,
    );
    const amount = Math.floor((base * percent) / 100);
    const discount = { codeId: "c", code: "C", ticketTypeIds, amount };
    const ticketQuantity = items.reduce((sum, { quantity }) => sum + quantity, ofNoKind);
    return { items, discount, ticketQuantity, totalAmount: full - amount };
  });

it("divides a discount so that the parts add up to the booking, and none costs less than nothing", () => {
  fc.assert(
    fc.property(order, (booked) => {
      const parts = partsOf(booked);
      const sum = (of: (part: (typeof parts)[number]) => number) =>
        parts.reduce((total, part) => total + of(part), 0);
      expect(sum(({ discount }) => discount)).toBe(booked.discount.amount);
      expect(sum(({ price, discount }) => price - discount)).toBe(booked.totalAmount);
      expect(sum(({ tickets }) => tickets)).toBe(booked.ticketQuantity);
      for (const { price, discount, isDiscounted } of parts) {
        expect(discount).toBeGreaterThanOrEqual(0);
        expect(discount).toBeLessThanOrEqual(isDiscounted ? price : 0);
      }
    }),
  );
});
