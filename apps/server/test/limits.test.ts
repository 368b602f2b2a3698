import { DEFAULT_RATE_LIMITS } from "@foyer/domain/security/rate-limit";
import { callAs } from "@foyer/testing/callers";
import { newEvent, newUser, TEST_PASSWORD, uniqueEmail } from "@foyer/testing/fixtures";
import { createTestContext } from "@foyer/testing/test-context";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listen, type TestServer } from "./kit/in-process-server.js";
import { rawCall, reasonIn } from "./kit/raw-call.js";

const LOGIN = { path: "user.login", type: "mutation" } as const;
const CREATE_AS_GUEST = { path: "booking.createAsGuest", type: "mutation" } as const;
const CHANGE_QUANTITY = { path: "booking.changeQuantity", type: "mutation" } as const;
const rateLimits = {
  ...DEFAULT_RATE_LIMITS,
  signInPerIp: { max: 20, windowSeconds: 3_600 },
  signInPerAccount: { max: 5, windowSeconds: 3_600 },
  guestTicketsPerIp: { max: 60, windowSeconds: 900 },
};
const { context, clock } = createTestContext({ rateLimits });
let server: TestServer;
let other: TestServer;
beforeAll(async () => {
  clock.beginWindow(3_600);
  server = await listen(context);
  other = await listen(createTestContext({ rateLimits, clock }).context);
});
afterAll(async () => {
  await server.close();
  await other.close();
  await context.db.close();
});

/** Sends many sign-ins in one request, as a batch. */
async function batch(attempts: { email: string; password: string }[]) {
  const paths = attempts.map(() => LOGIN.path).join(",");
  const body = Object.fromEntries(attempts.map((json, index) => [index, { json }]));
  const response = await fetch(`${server.origin}/trpc/${paths}?batch=1`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const answers = (await response.json()) as { error?: { json: { data: { reason: string } } } }[];
  return { response, reasons: answers.map(({ error }) => error?.json.data.reason) };
}

describe("sign-in limits", () => {
  it("count fifty attempts in one request as fifty, and say when to come back", async () => {
    const attempts = Array.from({ length: 50 }, () => ({ email: uniqueEmail(), password: "a guess at it" }));
    const { response, reasons } = await batch(attempts);
    expect(reasons.filter((reason) => reason === "INVALID_CREDENTIALS")).toHaveLength(20);
    expect(reasons.filter((reason) => reason === "RATE_LIMITED")).toHaveLength(30);
    expect(Number(response.headers.get("retry-after"))).toBeGreaterThan(0);
  });

  it("are shared by processes, and end with their window", async () => {
    const answer = await rawCall(other.origin, LOGIN, { email: uniqueEmail(), password: "a guess" });
    expect([answer.status, reasonIn(answer)]).toEqual([429, "RATE_LIMITED"]);
    clock.advance(3_600_000);
    const { email } = await newUser(context);
    expect((await rawCall(other.origin, LOGIN, { email, password: TEST_PASSWORD })).status).toBe(200);
  });

  it("hold for one account too, and tell nothing about whether there is one", async () => {
    clock.advance(3_600_000);
    const email = uniqueEmail();
    const reasons = [];
    for (let i = 0; i < 7; i++)
      reasons.push(reasonIn(await rawCall(server.origin, LOGIN, { email, password: "no" })));
    expect(reasons).toEqual([...Array(5).fill("INVALID_CREDENTIALS"), "RATE_LIMITED", "RATE_LIMITED"]);
  });
});

describe("tickets that guests of one network ask for", () => {
  it("are limited, when they book and when they take more, and those of users are not", async () => {
    clock.advance(3_600_000);
    clock.beginWindow(900);
    const organizer = await newUser(context);
    const event = () => newEvent(context, organizer, { capacity: 100, price: 0 });
    const ask = async (ticketQuantity: number) => {
      const guest = { name: "Gwen", email: uniqueEmail() };
      const order = { eventId: (await event()).id, ticketQuantity, paymentMethod: "cash" };
      return rawCall(server.origin, CREATE_AS_GUEST, { ...order, ...guest });
    };
    const first = await ask(1);
    const { id, accessToken } = JSON.parse(first.text).result.data.json;
    const raise = (ticketQuantity: number) =>
      rawCall(
        server.origin,
        CHANGE_QUANTITY,
        { id, ticketQuantity },
        { authorization: `Bearer ${accessToken}` },
      );
    expect((await raise(20)).status).toBe(200);
    // Both count: 21 of 60.
    for (let time = 0; time < 2; time++) expect((await ask(19)).status).toBe(200);
    expect([(await ask(2)).status, reasonIn(await raise(2)), reasonIn(await ask(1))]).toEqual([
      429,
      "RATE_LIMITED",
      "RATE_LIMITED",
    ]);
    const order = { eventId: (await event()).id, ticketQuantity: 20, paymentMethod: "cash" } as const;
    await callAs(context, await newUser(context)).booking.create(order);
    clock.advance(900_000);
    expect((await ask(1)).status).toBe(200);
  });
});

describe("whose attempts count together", () => {
  const attempt = (origin: string, forwarded: string) =>
    rawCall(origin, LOGIN, { email: uniqueEmail(), password: "a guess" }, { "x-forwarded-for": forwarded });

  it("is what the last proxy says, not what the client says before it, and one network of IPv6", async () => {
    const own = createTestContext({
      rateLimits: { ...rateLimits, signInPerIp: { max: 3, windowSeconds: 86_400 } },
    });
    own.clock.beginWindow(86_400);
    const proxied = await listen(own.context, { trustProxy: 1 });
    const claimed = [];
    for (let i = 0; i < 5; i++)
      claimed.push((await attempt(proxied.origin, `10.0.0.${i}, 203.0.113.77`)).status);
    expect(claimed).toEqual([401, 401, 401, 429, 429]);

    const sixes = [];
    for (let i = 1; i < 6; i++)
      sixes.push((await attempt(proxied.origin, `2001:db8:aa:${"bb"}::${i}`)).status);
    expect(sixes).toEqual([401, 401, 401, 429, 429]);
    expect((await attempt(proxied.origin, "2001:db8:aa:cc::1")).status).toBe(401);

    // What is no address at all is the proxy's own.
    expect((await attempt(proxied.origin, `<b>${"x".repeat(400)}`)).status).toBe(401);
    await proxied.close();
    await own.context.db.close();
  });
});
