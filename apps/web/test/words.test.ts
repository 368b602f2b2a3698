import { ERROR_CODES } from "@foyer/contract/error-codes";
import { createEventInput } from "@foyer/contract/event";
import { registerInput } from "@foyer/contract/user";
import { describe, expect, it } from "vitest";
import { ERROR_MESSAGES } from "../src/shared/error-messages";
import { fieldErrors } from "../src/shared/field-errors";

describe("words for reasons", () => {
  it.each(ERROR_CODES)("say what happened and what to do about %s", (reason) => {
    const words = ERROR_MESSAGES[reason];
    expect(words.split(/[.;]\s/).length).toBeGreaterThanOrEqual(2);
    expect(words).not.toMatch(/oops|error|[A-Z]{2,}_/i);
  });
});

describe("field errors", () => {
  it("speak plainly where the schema does not", () => {
    expect(fieldErrors(registerInput, { email: "ada", password: "short", name: " " })).toEqual({
      email: "Write an email address, such as name@example.org.",
      password: "Use at least 8 characters.",
      name: "Fill this in.",
    });
  });

  it("are none when all is good", () => {
    const good = { email: "ada@example.org", password: "a long one", name: "Ada" };
    expect(fieldErrors(registerInput, good)).toEqual({});
  });

  it("name the bounds of figures", () => {
    const errors = fieldErrors(createEventInput, { capacity: 0, cancellationCutoffHours: 1.5, name: "" });
    expect(errors).toMatchObject({
      capacity: "Enter 1 or more.",
      cancellationCutoffHours: "Enter a whole number.",
      name: "Fill this in.",
    });
  });
});
