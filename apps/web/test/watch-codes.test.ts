import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { watchCodes } from "../src/door/watch-codes";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it("tells of a code once while it stays in the picture, and again when it comes back", async () => {
  const stop = new AbortController();
  const seen: string[] = [];
  let picture: readonly string[] = ["A"];
  const watching = watchCodes(
    async () => picture,
    (code) => seen.push(code),
    stop.signal,
  );
  await vi.advanceTimersByTimeAsync(10_000);
  expect(seen).toEqual(["A"]);
  picture = ["B"];
  await vi.advanceTimersByTimeAsync(1_000);
  picture = [];
  await vi.advanceTimersByTimeAsync(4_000);
  picture = ["A"];
  await vi.advanceTimersByTimeAsync(1_000);
  stop.abort();
  await vi.runAllTimersAsync();
  await watching;
  expect(seen).toEqual(["A", "B", "A"]);
});
