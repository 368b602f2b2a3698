import { describe, expect, it } from "vitest";
import { createServerClock } from "../src/shared/server-clock";

/** Feeds a clock the sample of a server that is ahead by `ahead` milliseconds, for a request sent at `sentAt`. */
function ask(clock: ReturnType<typeof createServerClock>, ahead: number, sentAt: number, tookMs = 40): void {
  const answeredAt = sentAt + tookMs / 2 + ahead;
  // The Date header has whole seconds.
  clock.note(new Date(Math.floor(answeredAt / 1_000) * 1_000), sentAt, sentAt + tookMs);
}

const reader = 1_800_000_000_123;

describe("the server's clock", () => {
  it("is the reader's until an answer says otherwise", () => {
    const clock = createServerClock(() => reader);
    expect(clock.now().getTime()).toBe(reader);
    ask(clock, 0, reader);
    expect(clock.now().getTime()).toBe(reader);
  });

  it.each([3_600_000, -7_200_000, 90_400])("is known to the second with a reader %d ms behind", (ahead) => {
    const clock = createServerClock(() => reader);
    ask(clock, ahead, reader);
    expect(Math.abs(clock.now().getTime() - reader - ahead)).toBeLessThan(1_000);
  });

  it("is known better with every answer", () => {
    const ahead = 90_400;
    const clock = createServerClock(() => reader);
    for (let call = 0; call < 30; call++) ask(clock, ahead, reader + call * 1_130);
    expect(Math.abs(clock.now().getTime() - reader - ahead)).toBeLessThan(100);
  });

  it("follows a reader who sets their clock", () => {
    const clock = createServerClock(() => reader);
    ask(clock, 3_600_000, reader);
    ask(clock, 0, reader);
    expect(Math.abs(clock.now().getTime() - reader)).toBeLessThan(1_000);
  });

  it("says when it turns out to be wrong, and not when it is only known better", () => {
    const clock = createServerClock(() => reader);
    let corrections = 0;
    const end = clock.onSet(() => corrections++);
    ask(clock, 0, reader);
    expect(corrections).toBe(0);
    ask(clock, -3 * 86_400_000, reader);
    expect(corrections).toBe(1);
    for (let call = 0; call < 5; call++) ask(clock, -3 * 86_400_000, reader + call * 1_130);
    expect(corrections).toBe(1);
    end();
    ask(clock, 0, reader);
    expect(corrections).toBe(1);
  });

  it("takes no nonsense", () => {
    const clock = createServerClock(() => reader);
    clock.note(new Date("nonsense"), reader, reader);
    expect(clock.now().getTime()).toBe(reader);
  });
});
