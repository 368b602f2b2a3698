import { waitlistEnd, waitlistState } from "@foyer/contract/waitlist";
import { expect, it } from "vitest";
import { costOfMore, outcomeWords } from "../src/waitlist/waitlist-words";

it("says what more tickets cost, and nothing where they cost nothing", () => {
  expect(costOfMore(2, 5)).toBe("For more tickets you go to the end: 5th in line, where you are 2nd now.");
  expect(costOfMore(1, 3)).toBe("For more tickets you go to the end: 3rd in line, where you are next now.");
  expect(costOfMore(3, 3)).toBeUndefined();
  // The event was fetched before the place.
  expect(costOfMore(4, 3)).toBeUndefined();
});

it("says what became of a place, each in its own words", () => {
  const event = { cancellationReason: null };
  const words = [
    ...waitlistState.options.map((state) =>
      outcomeWords({ state, endedBecause: null, ticketQuantity: 1, event }),
    ),
    ...waitlistEnd.options.map((endedBecause) =>
      outcomeWords({ state: "closed", endedBecause, ticketQuantity: 1, event }),
    ),
  ].filter((text) => text !== undefined);
  // `left` has the same words as a place without a reason.
  expect(new Set(words).size).toBe(words.length - 1);
  const one = outcomeWords({ state: "expired", endedBecause: null, ticketQuantity: 1, event });
  expect(one).toBe("1 ticket came back for you, and the time to take it ran out.");
  const cancelled = { cancellationReason: "The roof leaks" };
  expect(
    outcomeWords({
      state: "closed",
      endedBecause: "event_cancelled",
      ticketQuantity: 1,
      event: cancelled,
    }),
  ).toBe("The organizer cancelled this event: The roof leaks");
});
