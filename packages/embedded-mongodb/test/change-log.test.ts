import { serialize } from "bson";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Change, ChangeLog } from "../src/changes/change-log.js";

const events = { database: "shop", collection: "events" };
const ofEvents = { database: "shop", collections: ["events"] };
const change = (collection = "events"): Change => ({
  database: "shop",
  collection,
  operationType: "delete",
  documentKey: Buffer.from(serialize({ _id: 1 })),
});
const AN_HOUR_MS = 3_600_000;

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe("the log of changes", () => {
  it("records what somebody watches, and for a while what somebody watched", () => {
    const log = new ChangeLog();
    expect(log.isWatched(events)).toBe(false);
    const watch = log.watch(ofEvents, undefined);
    expect(log.isWatched(events)).toBe(true);
    expect(log.isWatched({ ...events, collection: "others" })).toBe(false);
    const { token } = watch;
    watch.end();
    watch.end();
    expect(log.isWatched(events)).toBe(true);
    const again = log.watch(ofEvents, token);
    vi.advanceTimersByTime(AN_HOUR_MS);
    expect(log.isWatched(events)).toBe(true);
    again.end();
    vi.advanceTimersByTime(AN_HOUR_MS);
    expect(log.isWatched(events)).toBe(false);
    expect(() => log.watch(ofEvents, token)).toThrow(/no longer/);
  });

  it("tells of nothing before it is on disk", () => {
    const log = new ChangeLog();
    const watch = log.watch(ofEvents, undefined);
    const first = log.append([change()]);
    expect(watch.take(10, 1_000)).toEqual([]);
    const second = log.append([change("others"), change()]);
    log.release(second);
    log.release(first);
    expect(watch.take(1, 1_000)).toHaveLength(1);
    expect(watch.take(10, 1_000)).toHaveLength(1);
    expect(watch.take(10, 1_000)).toEqual([]);
  });

  it("wakes who waits: for a change, for its own end, and in the end for nothing", async () => {
    const log = new ChangeLog();
    const watch = log.watch(ofEvents, undefined);
    const waiting = log.more(AN_HOUR_MS, watch.ended);
    log.release(log.append([change()]));
    await waiting;
    const ending = log.more(AN_HOUR_MS, watch.ended);
    watch.end();
    await ending;
    await log.more(AN_HOUR_MS, watch.ended);
    const patient = log.more(AN_HOUR_MS, new AbortController().signal);
    vi.advanceTimersByTime(AN_HOUR_MS);
    await patient;
  });

  it("ends a stream rather than leave something out", () => {
    const log = new ChangeLog();
    const watch = log.watch(ofEvents, undefined);
    const others = log.watch({ database: "shop", collections: ["others"] }, undefined);
    const all = log.watch({ database: "shop", collections: undefined }, undefined);
    log.lose("shop", "events");
    expect(() => watch.take(10, 1_000)).toThrow(/no longer/);
    expect(() => all.take(10, 1_000)).toThrow(/no longer/);
    expect(others.take(10, 1_000)).toEqual([]);
    log.lose("elsewhere");
    expect(others.take(10, 1_000)).toEqual([]);
    log.lose("shop");
    expect(() => others.take(10, 1_000)).toThrow(/no longer/);
    const anew = log.watch(ofEvents, undefined);
    log.release(log.append([change()]));
    expect(anew.take(10, 1_000)).toHaveLength(1);
  });
});
