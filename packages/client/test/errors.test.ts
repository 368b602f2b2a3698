import { type CodesOf, type ErrorData, failureOf, isFoyerError, isRefusalOf, reasonOf } from "@foyer/client";
import type { CODES_OF_EVERY_CALL } from "@foyer/contract/procedure-codes";
import { describe, expect, expectTypeOf, it } from "vitest";
import { failure, lost, page, refused, serving } from "./kit/fake-server.js";

const BOOKING = { eventId: "0".repeat(24), ticketQuantity: 1, paymentMethod: "cash" } as const;
const ONCE = { repeats: "off" } as const;
type EveryCall = (typeof CODES_OF_EVERY_CALL)[number];

describe("a call that the server refuses", () => {
  it("is told by its code, with what belongs to it", async () => {
    const { client } = serving(() => refused("EVENT_SOLD_OUT", { availableTickets: 2 }));
    const error = await failure(client.booking.create.mutate(BOOKING));
    expect(isFoyerError(error)).toBe(true);
    expect(isFoyerError(error, "EVENT_SOLD_OUT")).toBe(true);
    expect(isFoyerError(error, "PRICE_CHANGED", "BUSY")).toBe(false);
    expect(reasonOf(error)).toBe("EVENT_SOLD_OUT");
    if (!isFoyerError(error, "EVENT_SOLD_OUT")) throw error;
    expectTypeOf(error.data.availableTickets).toEqualTypeOf<number>();
    expect(error.data.availableTickets).toBe(2);
    expect(failureOf(error)).toEqual({ kind: "refused", status: 409, requestId: "req-1" });
  });

  it("has no details of other codes", () => {
    const error: unknown = new Error("Anything.");
    if (isFoyerError(error, "BOOKING_ALREADY_ACTIVE")) {
      // @ts-expect-error: such a booking says nothing of tickets
      error.data.availableTickets;
    }
    if (isFoyerError(error, "EVENT_SOLD_OUT", "TICKETS_AVAILABLE")) {
      expectTypeOf(error.data.availableTickets).toEqualTypeOf<number>();
    }
    if (isFoyerError(error, "EVENT_CHANGED")) {
      expectTypeOf(error.data.event.updatedAt).toEqualTypeOf<Date>();
    }
    // @ts-expect-error: there is no such code
    isFoyerError(error, "SOLD_OUT");
  });
});

describe("the codes of one procedure", () => {
  it("make a switch exhaustive", async () => {
    const { client } = serving(() => refused("LINK_NOT_VALID"));
    const error = await failure(client.user.verifyEmail.mutate({ token: "a".repeat(43) }));
    if (!isRefusalOf(error, "user.verifyEmail")) throw error;
    const { data } = error;
    const words = (): string => {
      switch (data.reason) {
        case "LINK_NOT_VALID":
          return "Ask for another link.";
        case "UNAUTHENTICATED":
        case "SESSION_REUSED":
        case "FORBIDDEN":
          return "Not with an API key.";
        case "RATE_LIMITED":
        case "BUSY":
        case "DATABASE_UNAVAILABLE":
          return `Again in ${data.retryAfterSeconds} seconds.`;
        case "INVALID_INPUT":
        case "MALFORMED_REQUEST":
        case "REQUEST_TOO_LARGE":
        case "UNSUPPORTED_MEDIA_TYPE":
        case "METHOD_NOT_ALLOWED":
        case "ORIGIN_NOT_ALLOWED":
        case "INTERNAL":
          return "That is a defect.";
        default:
          data satisfies never;
          return "A newer server.";
      }
    };
    expect(words()).toBe("Ask for another link.");
  });

  it("make a switch that lacks one an error", () => {
    const words = (data: ErrorData<Exclude<CodesOf<"waitlist.leave">, EveryCall | "FORBIDDEN">>) => {
      switch (data.reason) {
        case "UNAUTHENTICATED":
        case "SESSION_REUSED":
        case "IDEMPOTENCY_KEY_REUSED":
          return data.reason;
        default:
          // @ts-expect-error: NOT_WAITING is not handled
          return data satisfies never;
      }
    };
    expect(words({ reason: "UNAUTHENTICATED", code: "UNAUTHORIZED", httpStatus: 401 })).toBe(
      "UNAUTHENTICATED",
    );
    // @ts-expect-error: leaving a list has nothing to do with prices
    const other: CodesOf<"waitlist.leave"> = "PRICE_CHANGED";
    expect(other).toBeDefined();
  });
});

describe("a call that the server does not answer", () => {
  it("got none, because the connection could not be made", async () => {
    const { client } = serving(lost, ONCE);
    const error = await failure(client.event.list.query());
    expect(isFoyerError(error)).toBe(true);
    expect(reasonOf(error)).toBeUndefined();
    expect(failureOf(error)).toEqual({ kind: "no-answer" });
  });

  it("got half of one", async () => {
    const cut = () => {
      const body = new ReadableStream({
        start(controller) {
          controller.enqueue(new TextEncoder().encode('{"result":'));
          controller.error(new TypeError("terminated"));
        },
      });
      return new Response(body, { status: 200, headers: { "x-request-id": "req-7" } });
    };
    const { client } = serving(cut, ONCE);
    const error = await failure(client.user.updateProfile.mutate({ name: "Ada" }));
    expect(failureOf(error)).toEqual({ kind: "no-answer", status: 200, requestId: "req-7" });
  });

  it("got one that ends too soon, without the connection showing it", async () => {
    const short = () => new Response('{"result":', { headers: { "content-type": "application/json" } });
    const { client } = serving(short, ONCE);
    expect(failureOf(await failure(client.event.list.query()))).toMatchObject({ kind: "no-answer" });
  });

  it.each([
    ["a page of a proxy", () => page(502)],
    ["JSON of something else", () => Response.json({ message: "no upstream" }, { status: 502 })],
    ["nothing at all", () => new Response("", { status: 502 })],
  ])("got %s, for a query and a mutation", async (_, answer) => {
    const { client } = serving(answer, ONCE);
    const calls = [() => client.event.list.query(), () => client.user.updateProfile.mutate({ name: "Ada" })];
    for (const call of calls) {
      expect(failureOf(await failure(call()))).toMatchObject({ kind: "unreadable", status: 502 });
    }
  });

  it("was aborted, or took longer than its caller allows", async () => {
    const { client, aborted } = serving(() => new Promise(() => {}));
    const controller = new AbortController();
    const call = failure(client.user.updateProfile.mutate({ name: "Ada" }, { signal: controller.signal }));
    await new Promise((resolve) => setTimeout(resolve));
    controller.abort();
    expect(failureOf(await call)).toEqual({ kind: "aborted" });
    expect(aborted).toEqual(["user.updateProfile"]);
    const again = await failure(client.event.list.query({}, { signal: controller.signal }));
    expect(failureOf(again)).toEqual({ kind: "aborted" });
    const late = await failure(client.event.list.query({}, { signal: AbortSignal.timeout(1) }));
    expect(failureOf(late)).toEqual({ kind: "timed-out" });
  });

  it("was never sent, because the tokens could not be read", async () => {
    const tokens = {
      get: () => Promise.reject(new Error("The disk is gone.")),
      set: () => {},
    };
    const { client, sent } = serving(() => null, { tokens });
    const error = await failure(client.user.me.query());
    expect(failureOf(error)).toEqual({ kind: "not-sent" });
    expect(sent).toEqual([]);
  });

  it("got a batch with answers to other calls than were made", async () => {
    const { client } = serving(() => Response.json([]), ONCE);
    const calls = [client.event.list.query(), client.event.count.query()];
    for (const call of calls) {
      expect(failureOf(await failure(call))).toMatchObject({ kind: "unreadable", status: 200 });
    }
  });

  it.each([
    ["a big integer", 1n],
    ["a function", () => 1],
    ["no date", new Date(Number.NaN)],
  ])("was never sent, and is not repeated, because its input has %s", async (_, value) => {
    const { client, sent } = serving(() => null);
    const wrong = value as unknown as number;
    const calls = [
      client.booking.create.mutate({ ...BOOKING, ticketQuantity: wrong }),
      client.event.list.query({ limit: wrong }),
    ];
    for (const call of calls) expect(failureOf(await failure(call))).toEqual({ kind: "not-sent" });
    expect(sent).toEqual([]);
  });

  it("is no other error", () => {
    expect(failureOf(new TypeError("Mine."))).toBeUndefined();
    expect(isFoyerError(new TypeError("Mine."))).toBe(false);
    expect(reasonOf("text")).toBeUndefined();
  });
});
