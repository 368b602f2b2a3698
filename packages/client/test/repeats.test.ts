import { callOptions, failureOf, keyedCall, reasonOf } from "@foyer/client";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  failure,
  lost,
  NEVER,
  page,
  type Reply,
  refused,
  type SentCall,
  serving,
} from "./kit/fake-server.js";

const BOOKING = { eventId: "0".repeat(24), ticketQuantity: 1, paymentMethod: "cash" } as const;

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(Math, "random").mockReturnValue(1);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** Answers a call differently each time, the last one for good. */
function inTurn(...replies: readonly ((call: SentCall) => Reply)[]) {
  let turn = 0;
  return (call: SentCall) => replies[Math.min(turn++, replies.length - 1)]?.(call);
}

const booked = () => ({ id: "b".repeat(24) });
const busy = () => refused("BUSY", { retryAfterSeconds: 3 });

describe("a call whose answer is lost, or that comes at a bad moment", () => {
  it.each([
    ["the connection breaks", lost],
    ["a proxy has no server", () => page(502)],
    ["a proxy is overloaded", () => page(503)],
    ["a proxy waits too long", () => page(504)],
    ["the server is busy", () => refused("BUSY", { retryAfterSeconds: 0 })],
    ["the server has no database", () => refused("DATABASE_UNAVAILABLE", { retryAfterSeconds: 0 })],
  ])("is sent again when %s: queries, and mutations with the same key", async (_, bad) => {
    const { client, sent } = serving(inTurn(bad, bad, booked));
    const booking = client.booking.create.mutate(BOOKING);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await booking).toEqual(booked());
    expect(sent).toHaveLength(3);
    expect(new Set(sent.map(({ input }) => input.idempotencyKey)).size).toBe(1);
    const query = serving(inTurn(bad, bad, () => []));
    const waiting = query.client.waitlist.mine.query();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await waiting).toEqual([]);
  });

  it("is never sent again if it has no key", async () => {
    for (const bad of [lost, () => page(502), busy]) {
      const { client, sent } = serving(inTurn(bad, () => ({})));
      const changing = failure(client.user.updateProfile.mutate({ name: "Ada" }));
      await vi.advanceTimersByTimeAsync(60_000);
      await changing;
      expect(sent).toHaveLength(1);
    }
  });

  it.each([
    ["sold out", () => refused("EVENT_SOLD_OUT", { availableTickets: 0 })],
    ["too often", () => refused("RATE_LIMITED", { retryAfterSeconds: 1 })],
    ["a defect", () => refused("INTERNAL")],
    ["a page that is no Foyer", () => page(404)],
    ["a portal's page", () => page(200)],
  ])("is not sent again when a repeat would change nothing: %s", async (_, bad) => {
    const { client, sent } = serving(bad);
    const booking = failure(client.booking.create.mutate(BOOKING));
    await vi.advanceTimersByTimeAsync(60_000);
    await booking;
    expect(sent).toHaveLength(1);
  });

  it("is sent four times at most, with growing pauses", async () => {
    const times: number[] = [];
    const { client } = serving(() => {
      times.push(Date.now());
      return lost();
    });
    const listing = failure(client.event.list.query());
    await vi.advanceTimersByTimeAsync(60_000);
    expect(failureOf(await listing)).toEqual({ kind: "no-answer" });
    const pauses = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    expect(pauses).toHaveLength(3);
    expect(pauses).toEqual([...pauses].sort((one, other) => one - other));
  });

  it("waits as long as the server asks, by its details or by a header of a proxy", async () => {
    for (const asking of [busy, () => page(503, { "retry-after": "3" })]) {
      const { client, sent } = serving(inTurn(asking, () => []));
      const listing = client.waitlist.mine.query();
      await vi.advanceTimersByTimeAsync(2_900);
      expect(sent).toHaveLength(1);
      await vi.advanceTimersByTimeAsync(400);
      expect(await listing).toEqual([]);
    }
    const date = () => page(503, { "retry-after": new Date(Date.now() + 5_000).toUTCString() });
    const { client, sent } = serving(inTurn(date, () => []));
    const listing = client.waitlist.mine.query();
    await vi.advanceTimersByTimeAsync(3_000);
    expect(sent).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(4_000);
    expect(await listing).toEqual([]);
  });

  it("is given up at once when the wait would be longer than the client repeats", async () => {
    const { client, sent } = serving(() => refused("BUSY", { retryAfterSeconds: 90 }));
    const listing = failure(client.event.list.query());
    await vi.advanceTimersByTimeAsync(100);
    expect(reasonOf(await listing)).toBe("BUSY");
    expect(sent).toHaveLength(1);
  });

  it("is aborted at once, also while it waits for the next try", async () => {
    const { client, sent } = serving(busy);
    const controller = new AbortController();
    const listing = failure(client.event.list.query({}, { signal: controller.signal }));
    await vi.advanceTimersByTimeAsync(100);
    controller.abort();
    expect(failureOf(await listing)).toEqual({ kind: "aborted" });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(sent).toHaveLength(1);
  });

  it("is sent once by a client that repeats nothing, or for a call that says so", async () => {
    const off = serving(lost, { repeats: "off" });
    const listing = failure(off.client.event.list.query());
    await vi.advanceTimersByTimeAsync(60_000);
    await listing;
    expect(off.sent).toHaveLength(1);
    const { client, sent } = serving(lost);
    const single = failure(client.event.list.query({}, callOptions({ tries: 1 })));
    await vi.advanceTimersByTimeAsync(60_000);
    await single;
    expect(sent).toHaveLength(1);
    const twice = serving(lost, { repeats: { tries: 2 } });
    const listed = failure(twice.client.event.list.query());
    await vi.advanceTimersByTimeAsync(60_000);
    await listed;
    expect(twice.sent).toHaveLength(2);
  });
});

describe("an attempt", () => {
  it("ends after thirty seconds, and is repeated like a lost one", async () => {
    const { client, sent, aborted } = serving(inTurn(() => NEVER, booked));
    const booking = client.booking.create.mutate(BOOKING);
    await vi.advanceTimersByTimeAsync(29_900);
    expect(aborted).toEqual([]);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await booking).toEqual(booked());
    expect(aborted).toEqual(["booking.create"]);
    expect(new Set(sent.map(({ input }) => input.idempotencyKey)).size).toBe(1);
  });

  it.each([Number.POSITIVE_INFINITY, 2 ** 31])("may be longer than a timer takes: %d", async (timeoutMs) => {
    const { client } = serving(() => NEVER, { timeoutMs, repeats: "off" });
    const ended = vi.fn();
    void failure(client.waitlist.mine.query()).then(ended);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(ended).not.toHaveBeenCalled();
  });

  it("ends when the client or the call says so", async () => {
    const { client } = serving(() => NEVER, { timeoutMs: 5_000, repeats: "off" });
    const [usual, own, longer] = [
      failure(client.user.updateProfile.mutate({ name: "Ada" })),
      failure(client.user.updateProfile.mutate({ name: "Ada" }, callOptions({ timeoutMs: 1_000 }))),
      failure(client.user.updateProfile.mutate({ name: "Ada" }, callOptions({ timeoutMs: 60_000 }))),
    ];
    const ended: string[] = [];
    void own.then(() => ended.push("own"));
    void usual.then(() => ended.push("usual"));
    void longer.then(() => ended.push("longer"));
    await vi.advanceTimersByTimeAsync(1_100);
    expect(ended).toEqual(["own"]);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(ended).toEqual(["own", "usual"]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(failureOf(await longer)).toEqual({ kind: "timed-out" });
  });

  it("leaves no timer behind", async () => {
    const { client } = serving(() => []);
    const listing = client.waitlist.mine.query();
    await vi.advanceTimersByTimeAsync(10);
    await listing;
    expect(vi.getTimerCount()).toBe(0);
  });

  it("of one query does not end the others that share its request", async () => {
    const { client } = serving(
      async () => {
        await new Promise((resolve) => setTimeout(resolve, 2_000));
        return [];
      },
      { repeats: "off" },
    );
    const hasty = failure(client.waitlist.mine.query(undefined, callOptions({ timeoutMs: 500 })));
    const patient = client.waitlist.mine.query();
    await vi.advanceTimersByTimeAsync(3_000);
    expect(failureOf(await hasty)).toEqual({ kind: "timed-out" });
    expect(await patient).toEqual([]);
  });
});

describe("a keyed call", () => {
  it("has one key, however often it is sent", async () => {
    const { client, sent } = serving(inTurn(() => page(404), booked));
    const wish = keyedCall(client.booking.create, BOOKING);
    const first = failure(wish.send());
    await vi.advanceTimersByTimeAsync(10);
    await first;
    expect(await wish.send()).toEqual(booked());
    expect(await wish.send()).toEqual(booked());
    expect(sent.map(({ input }) => input.idempotencyKey)).toEqual(
      [1, 2, 3].map(() => wish.input.idempotencyKey),
    );
    expect(keyedCall(client.booking.create, BOOKING).input.idempotencyKey).not.toBe(
      wish.input.idempotencyKey,
    );
  });

  it("keeps the key that its input has", () => {
    const { client } = serving(booked);
    const stored = { ...BOOKING, idempotencyKey: "stored" };
    expect(keyedCall(client.booking.create, stored).input).toEqual(stored);
  });

  it("is for mutations that take a key", () => {
    const { client } = serving(booked);
    // @ts-expect-error: a profile has no key
    keyedCall(client.user.updateProfile, { name: "Ada" });
  });
});

it("a key is made without `crypto.randomUUID`, which pages on plain http lack", async () => {
  vi.stubGlobal("crypto", { getRandomValues: crypto.getRandomValues.bind(crypto) });
  const { client, sent } = serving(booked);
  await client.booking.create.mutate(BOOKING);
  vi.unstubAllGlobals();
  expect(sent[0]?.input.idempotencyKey).toMatch(
    /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  );
});
