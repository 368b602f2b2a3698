import { createOptimismBackoff } from "@foyer/domain/booking-queue/optimistic-plan";
import { expect, it } from "vitest";

/** How many batches are planned in their transactions after a failure, this one included. */
function plansAfterFailure(backoff: ReturnType<typeof createOptimismBackoff>): number {
  backoff.failed();
  let plans = 0;
  do {
    backoff.planned();
    plans++;
  } while (!backoff.isWorthwhile());
  return plans;
}

it("what is wrong again and again is tried ever more seldom, and more often once it was right", () => {
  const backoff = createOptimismBackoff();
  expect(backoff.isWorthwhile()).toBe(true);
  const plans = Array.from({ length: 7 }, () => plansAfterFailure(backoff));
  expect(plans).toEqual([2, 3, 5, 9, 17, 33, 33]);
  for (let i = 0; i < 3; i++) backoff.succeeded();
  expect(plansAfterFailure(backoff)).toBe(5);
});
