import { describe, expect, it } from "vitest";
import { fieldOfCode } from "../src/payments/card-field-words";

describe("the field of a card form that an error is about", () => {
  it.each([
    ["invalid_number", "number"],
    ["incomplete_number", "number"],
    ["invalid_expiry_year_past", "expiry"],
    ["incomplete_expiry", "expiry"],
    ["incorrect_cvc", "cvc"],
    ["card_declined", undefined],
    [undefined, undefined],
  ])("of %s is %s", (code, field) => {
    expect(fieldOfCode(code)).toBe(field);
  });
});
