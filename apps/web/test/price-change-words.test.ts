import { TRPCClientError } from "@trpc/client";
import { describe, expect, it } from "vitest";
import { priceChangeOf, priceChangeWords } from "../src/bookings/price-change-words";

const refusal = (data: Record<string, unknown>) =>
  new TRPCClientError("Refused.", { result: { error: { code: -32600, message: "Refused.", data } } });

describe("a price that has changed", () => {
  it.each([
    [0, 5_000, "EUR", "It was free when you looked, and it is EUR 50.00 now."],
    [5_000, 0, "EUR", "It was EUR 50.00 when you looked, and it is free now."],
    [4_500, 9_000, "JPY", "It was JPY 4,500 when you looked, and it is JPY 9,000 now."],
  ])("is told with both prices: %i, %i %s", (expected, totalAmount, currency, words) => {
    const change = priceChangeOf(refusal({ reason: "PRICE_CHANGED", totalAmount, currency }));
    expect(change && priceChangeWords(change, expected)).toBe(words);
  });

  it("is no other refusal, and none without the new amount", () => {
    expect(priceChangeOf(refusal({ reason: "EVENT_SOLD_OUT", availableTickets: 0 }))).toBeUndefined();
    expect(priceChangeOf(refusal({ reason: "PRICE_CHANGED" }))).toBeUndefined();
    expect(priceChangeOf(new Error("no answer"))).toBeUndefined();
  });
});
