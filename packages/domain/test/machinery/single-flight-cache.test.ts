import { createSingleFlightCache } from "@foyer/domain/machinery/single-flight-cache";
import { MovableClock } from "@foyer/testing/movable-clock";
import { describe, expect, it } from "vitest";

const FRESH_FOR = 1_000;

/** A cache, its clock, and a load that counts and is answered when the test says so. */
function newCache(policy: { freshFor?: number; maxEntries?: number; maxBytes?: number } = {}) {
  const clock = new MovableClock();
  const cache = createSingleFlightCache<string | null>({
    clock,
    freshFor: FRESH_FOR,
    maxEntries: 3,
    maxBytes: 10_000,
    ...policy,
  });
  let loads = 0;
  const load = (answer: string | null) => async () => {
    loads++;
    return answer;
  };
  return { cache, clock, load, loads: () => loads };
}

/** A load that ends when the test says so. */
function pending() {
  const { promise: answered, resolve: answer } = Promise.withResolvers<string>();
  return { load: () => answered, answer };
}

describe("cache entries", () => {
  it("are looked up once for all who ask at once, and not again while they are fresh", async () => {
    const { cache, clock, load, loads } = newCache();
    const answers = await Promise.all(Array.from({ length: 50 }, () => cache.read("a", load("one"))));
    expect(new Set(answers.map(({ answer }) => answer))).toEqual(new Set(["one"]));
    expect((await cache.read("a", load("two"))).answer).toBe("one");
    expect(loads()).toBe(1);
    clock.advance(FRESH_FOR);
    expect(answers[0]?.isFresh()).toBe(false);
    const later = await Promise.all(Array.from({ length: 50 }, () => cache.read("a", load("two"))));
    expect(new Set(later.map(({ answer }) => answer))).toEqual(new Set(["two"]));
    expect(loads()).toBe(2);
  });

  it("are as old as the moment when looking began", async () => {
    const { cache, clock, load } = newCache();
    const slow = pending();
    const first = cache.read("a", slow.load);
    clock.advance(FRESH_FOR - 1);
    const second = cache.read("a", load("never loaded"));
    clock.advance(1);
    // What is being looked up is too old by now.
    expect((await cache.read("a", load("new"))).answer).toBe("new");
    slow.answer("old");
    expect([(await first).answer, (await second).answer]).toEqual(["old", "old"]);
    expect((await first).isFresh()).toBe(false);
  });

  it("are forgotten at once, also while they are being looked up", async () => {
    const { cache, load } = newCache();
    const entry = await cache.read("a", load("old"));
    expect(entry.isFresh()).toBe(true);
    cache.invalidate("a");
    expect(entry.isFresh()).toBe(false);
    const slow = pending();
    const before = cache.read("a", slow.load);
    cache.invalidateAll();
    expect((await cache.read("a", load("new"))).answer).toBe("new");
    slow.answer("old");
    // Who asked before the change is told what was; nobody else.
    expect(await before).toMatchObject({ answer: "old" });
    expect((await before).isFresh()).toBe(false);
    expect((await cache.read("a", load("newer"))).answer).toBe("new");
  });

  it("are looked up again before they are old when somebody asks, who does not wait for it", async () => {
    const { cache, clock, load, loads } = newCache();
    const first = await cache.read("a", load("one"));
    expect(first.isDueForRefresh()).toBe(false);
    clock.advance(FRESH_FOR / 2);
    expect([first.isFresh(), first.isDueForRefresh()]).toEqual([true, true]);
    const slow = pending();
    expect((await cache.read("a", slow.load)).answer).toBe("one");
    // Somebody sees to it already.
    expect(first.isDueForRefresh()).toBe(false);
    expect((await cache.read("a", load("never loaded"))).answer).toBe("one");
    slow.answer("two");
    await slow.load();
    await Promise.resolve();
    expect((await cache.read("a", load("never loaded"))).answer).toBe("two");
    expect(loads()).toBe(1);
    clock.advance(FRESH_FOR);
    const fails = () => Promise.reject(new Error("The database is away."));
    await cache.read("a", load("three"));
    clock.advance(FRESH_FOR / 2);
    expect((await cache.read("a", fails)).answer).toBe("three");
  });

  it("become what a change makes of them, and no younger by it", async () => {
    const { cache, clock, load } = newCache();
    const before = await cache.read("a", load("ten left"));
    const slow = pending();
    clock.advance(FRESH_FOR / 2);
    await cache.read("a", slow.load);
    const now = clock.now().getTime();
    cache.patch("a", now, (answer) => answer && `${answer}, no: nine`);
    expect(before.isFresh()).toBe(false);
    const patched = await cache.read("a", load("nine left"));
    expect(patched.answer).toBe("ten left, no: nine");
    // What was being looked up may have seen nothing of the change.
    slow.answer("ten");
    await new Promise((resolve) => setTimeout(resolve));
    expect((await cache.read("a", load("never loaded"))).answer).toBe("ten, no: nine");
    clock.advance(FRESH_FOR / 2);
    expect(patched.isFresh()).toBe(false);
    cache.patch("b", now, (answer) => `${answer}: out of nothing`);
    expect((await cache.read("b", load("looked up"))).answer).toBe("looked up");
  });

  it("are no errors", async () => {
    const { cache, load } = newCache();
    const fails = () => Promise.reject(new Error("The database is away."));
    const throws = () => {
      throw new Error("At once.");
    };
    const both = await Promise.allSettled([cache.read("a", fails), cache.read("a", fails)]);
    expect(both.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    await expect(cache.read("a", throws)).rejects.toThrow("At once.");
    expect((await cache.read("a", load("there"))).answer).toBe("there");
  });

  it("are not driven out by what is not there", async () => {
    const { cache, load, loads } = newCache();
    await cache.read("a", load("one"));
    for (let id = 0; id < 100; id++) await cache.read(`none ${id}`, load(null));
    expect((await cache.read("none 99", load("some"))).answer).toBeNull();
    expect((await cache.read("a", load("two"))).answer).toBe("one");
    expect(loads()).toBe(101);
  });

  it("are bounded in number and in size, and can be off", async () => {
    const bounded = newCache();
    for (const key of ["a", "b", "c", "d"]) await bounded.cache.read(key, bounded.load(key));
    expect((await bounded.cache.read("a", bounded.load("again"))).answer).toBe("again");
    const small = newCache({ maxBytes: 100 });
    await small.cache.read("a", small.load("x".repeat(100)));
    expect((await small.cache.read("a", small.load("again"))).answer).toBe("again");
    const off = newCache({ freshFor: 0 });
    await off.cache.read("a", off.load("one"));
    expect((await off.cache.read("a", off.load("two"))).answer).toBe("two");
  });
});
