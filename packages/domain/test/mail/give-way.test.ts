import { isSaleOn } from "@foyer/domain/mail/give-way";
import { createTestContext } from "@foyer/testing/test-context";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["performance"] });
});
afterEach(() => {
  vi.useRealTimers();
});

it("lasts while a line is served, also when all of it is being written, and for a moment after", () => {
  const { context } = createTestContext();
  const load = { ...context.desk.load() };
  const selling = { desk: { ...context.desk, load: () => load } };
  const seen = (waiting: number, writing: number) => {
    Object.assign(load, { waiting, writing });
    return isSaleOn(selling);
  };
  expect(seen(0, 0)).toBe(false);
  expect(seen(19, 0)).toBe(false);
  expect(seen(0, 200)).toBe(true);
  vi.advanceTimersByTime(2_000);
  expect(seen(0, 0)).toBe(true);
  vi.advanceTimersByTime(1_000);
  expect(seen(0, 0)).toBe(false);
  expect(seen(20, 0)).toBe(true);
});
