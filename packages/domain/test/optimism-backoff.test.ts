import { createOptimismBackoff } from "@foyer/domain/booking-queue/optimism-backoff";
import { expect, it } from "vitest";

/** How many groups look for themselves after a mistake, this one included. */
function looksAfterMistake(trust: ReturnType<typeof createOptimismBackoff>): number {
  trust.wasWrong();
  let looks = 0;
  do {
    trust.looked();
    looks++;
  } while (!trust.isGiven());
  return looks;
}

it("what is wrong again and again is tried ever more seldom, and more often once it was right", () => {
  const trust = createOptimismBackoff();
  expect(trust.isGiven()).toBe(true);
  const looks = Array.from({ length: 7 }, () => looksAfterMistake(trust));
  expect(looks).toEqual([2, 3, 5, 9, 17, 33, 33]);
  for (let i = 0; i < 3; i++) trust.wasRight();
  expect(looksAfterMistake(trust)).toBe(5);
});
