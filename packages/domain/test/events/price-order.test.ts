import { randomUUID } from "node:crypto";
import { listEventsInput } from "@foyer/contract/event";
import { listEvents } from "@foyer/domain/events/list-events";
import { encode, listMark } from "@foyer/domain/machinery/pagination";
import { errorCodeOf } from "@foyer/testing/errors";
import { newEvent, newUser } from "@foyer/testing/fixtures";
import { createTestContext } from "@foyer/testing/test-context";
import { afterAll, describe, expect, it } from "vitest";

const { context } = createTestContext();
afterAll(() => context.db.close());

describe("the list by price", () => {
  it("goes currency by currency, and by the price within each, page by page, both ways", async () => {
    const organizer = await newUser(context);
    const category = randomUUID();
    const prices = [
      ["EUR", 24_000],
      ["CZK", 45_000],
      ["EUR", 0],
      ["CZK", 9_000],
      ["JPY", 500],
      ["EUR", 2_500],
      ["EUR", 2_500],
      ["JPY", 0],
    ] as const;
    for (const [currency, price] of prices) await newEvent(context, organizer, { category, currency, price });
    const sorted = [...prices]
      .sort((one, other) => (one[0] === other[0] ? one[1] - other[1] : one[0] < other[0] ? -1 : 1))
      .map(([currency, price]) => `${currency} ${price}`);
    // A search for a rare word sorts by itself, and has to come to the same.
    const word = `rare${randomUUID().slice(0, 8)}`;
    for (const [currency, price] of prices) {
      await newEvent(context, organizer, { name: `A ${word}`, currency, price });
    }
    for (const filter of [{ category }, { search: word }]) {
      for (const order of ["asc", "desc"] as const) {
        const found: string[] = [];
        let cursor: string | null = null;
        do {
          const input = listEventsInput.parse({ ...filter, sort: "price", order, cursor, limit: 3 });
          const page: Awaited<ReturnType<typeof listEvents>> = await listEvents(context, input);
          found.push(...page.items.map(({ currency, price }) => `${currency} ${price}`));
          cursor = page.nextCursor;
        } while (cursor !== null);
        expect(found).toEqual(order === "asc" ? sorted : [...sorted].reverse());
      }
    }
  });

  it("refuses a position that it did not give out", async () => {
    for (const value of [2_500, "2500", "EUR", "EUR x", "eur 5", "EUR 99999999999"]) {
      const first = listEventsInput.parse({ sort: "price" });
      const cursor = encode([[value, "f".repeat(24)], listMark("event.list", first)]);
      const input = { ...first, cursor };
      expect(await errorCodeOf(listEvents(context, input)), String(value)).toBe("INVALID_INPUT");
    }
  });
});
