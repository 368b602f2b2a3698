import { createSingleFlightCache } from "@foyer/domain/machinery/single-flight-cache";
import { MovableClock } from "@foyer/testing/movable-clock";
import { describe, expect, it } from "vitest";

const FRESH_FOR = 1_000;

/** A cache, its clock, and a look-up that counts and is answered when the test says so. */
function newCache(policy: { freshFor?: number; maxAnswers?: number; maxBytes?: number } = {}) {
  const clock = new MovableClock();
  const cache = createSingleFlightCache<string | null>({
    clock,
    freshFor: FRESH_FOR,
    maxAnswers: 3,
    maxBytes: 10_000,
    ...policy,
  });
  let looks = 0;
  const look = (answer: string | null) => async () => {
    looks++;
    return answer;
  };
  return { cache, clock, look, looks: () => looks };
}

/** A look-up that ends when the test says so. */
function pending() {
  const { promise: answered, resolve: answer } = Promise.withResolvers<string>();
  return { look: () => answered, answer };
}

describe("kept answers", () => {
  it("are looked up once for all who ask at once, and not again while they are fresh", async () => {
    const { cache, clock, look, looks } = newCache();
    const answers = await Promise.all(Array.from({ length: 50 }, () => cache.read("a", look("one"))));
    expect(new Set(answers.map(({ answer }) => answer))).toEqual(new Set(["one"]));
    expect((await cache.read("a", look("two"))).answer).toBe("one");
    expect(looks()).toBe(1);
    clock.advance(FRESH_FOR);
    expect(answers[0]?.isFresh()).toBe(false);
    const later = await Promise.all(Array.from({ length: 50 }, () => cache.read("a", look("two"))));
    expect(new Set(later.map(({ answer }) => answer))).toEqual(new Set(["two"]));
    expect(looks()).toBe(2);
  });

  it("are as old as the moment when looking began", async () => {
    const { cache, clock, look } = newCache();
    const slow = pending();
    const first = cache.read("a", slow.look);
    clock.advance(FRESH_FOR - 1);
    const second = cache.read("a", look("never asked"));
    clock.advance(1);
    // What is being looked up is too old by now.
    expect((await cache.read("a", look("new"))).answer).toBe("new");
    slow.answer("old");
    expect([(await first).answer, (await second).answer]).toEqual(["old", "old"]);
    expect((await first).isFresh()).toBe(false);
  });

  it("are forgotten at once, also while they are being looked up", async () => {
    const { cache, look } = newCache();
    const kept = await cache.read("a", look("old"));
    expect(kept.isFresh()).toBe(true);
    cache.forget("a");
    expect(kept.isFresh()).toBe(false);
    const slow = pending();
    const before = cache.read("a", slow.look);
    cache.forgetAll();
    expect((await cache.read("a", look("new"))).answer).toBe("new");
    slow.answer("old");
    // Who asked before the change is told what was; nobody else.
    expect(await before).toMatchObject({ answer: "old" });
    expect((await before).isFresh()).toBe(false);
    expect((await cache.read("a", look("newer"))).answer).toBe("new");
  });

  it("are looked up again before they are old when somebody asks, who does not wait for it", async () => {
    const { cache, clock, look, looks } = newCache();
    const first = await cache.read("a", look("one"));
    expect(first.isDueForRefresh()).toBe(false);
    clock.advance(FRESH_FOR / 2);
    expect([first.isFresh(), first.isDueForRefresh()]).toEqual([true, true]);
    const slow = pending();
    expect((await cache.read("a", slow.look)).answer).toBe("one");
    // Somebody sees to it already.
    expect(first.isDueForRefresh()).toBe(false);
    expect((await cache.read("a", look("never asked"))).answer).toBe("one");
    slow.answer("two");
    await slow.look();
    await Promise.resolve();
    expect((await cache.read("a", look("never asked"))).answer).toBe("two");
    expect(looks()).toBe(1);
    clock.advance(FRESH_FOR);
    const fails = () => Promise.reject(new Error("The database is away."));
    await cache.read("a", look("three"));
    clock.advance(FRESH_FOR / 2);
    expect((await cache.read("a", fails)).answer).toBe("three");
  });

  it("become what a change makes of them, and no younger by it", async () => {
    const { cache, clock, look } = newCache();
    const before = await cache.read("a", look("ten left"));
    const slow = pending();
    clock.advance(FRESH_FOR / 2);
    await cache.read("a", slow.look);
    const now = clock.now().getTime();
    cache.amend("a", now, (answer) => answer && `${answer}, no: nine`);
    expect(before.isFresh()).toBe(false);
    const amended = await cache.read("a", look("nine left"));
    expect(amended.answer).toBe("ten left, no: nine");
    // What was being looked up may have seen nothing of the change.
    slow.answer("ten");
    await new Promise((resolve) => setTimeout(resolve));
    expect((await cache.read("a", look("never asked"))).answer).toBe("ten, no: nine");
    clock.advance(FRESH_FOR / 2);
    expect(amended.isFresh()).toBe(false);
    cache.amend("b", now, (answer) => `${answer}: out of nothing`);
    expect((await cache.read("b", look("looked up"))).answer).toBe("looked up");
  });

  it("are no errors", async () => {
    const { cache, look } = newCache();
    const fails = () => Promise.reject(new Error("The database is away."));
    const throws = () => {
      throw new Error("At once.");
    };
    const both = await Promise.allSettled([cache.read("a", fails), cache.read("a", fails)]);
    expect(both.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    await expect(cache.read("a", throws)).rejects.toThrow("At once.");
    expect((await cache.read("a", look("there"))).answer).toBe("there");
  });

  it("are not driven out by what is not there", async () => {
    const { cache, look, looks } = newCache();
    await cache.read("a", look("one"));
    for (let id = 0; id < 100; id++) await cache.read(`none ${id}`, look(null));
    expect((await cache.read("none 99", look("some"))).answer).toBeNull();
    expect((await cache.read("a", look("two"))).answer).toBe("one");
    expect(looks()).toBe(101);
  });

  it("are bounded in number and in size, and can be off", async () => {
    const bounded = newCache();
    for (const key of ["a", "b", "c", "d"]) await bounded.cache.read(key, bounded.look(key));
    expect((await bounded.cache.read("a", bounded.look("again"))).answer).toBe("again");
    const small = newCache({ maxBytes: 100 });
    await small.cache.read("a", small.look("x".repeat(100)));
    expect((await small.cache.read("a", small.look("again"))).answer).toBe("again");
    const off = newCache({ freshFor: 0 });
    await off.cache.read("a", off.look("one"));
    expect((await off.cache.read("a", off.look("two"))).answer).toBe("two");
  });
});
