import { Writable } from "node:stream";
import { MINUTE_MS } from "@foyer/contract/time";
import { DEFAULT_RATE_LIMITS } from "@foyer/domain/security/rate-limit";
import { callAs } from "@foyer/testing/callers";
import { newApiKey, newEvent, newSession, newUser } from "@foyer/testing/fixtures";
import { createTestContext } from "@foyer/testing/test-context";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createApp } from "../src/http/create-app.js";
import { listen, type TestServer } from "./kit/in-process-server.js";
import { rawCall, reasonIn } from "./kit/raw-call.js";

const { context, clock } = createTestContext({
  rateLimits: { ...DEFAULT_RATE_LIMITS, callsPerApiKey: { max: 12, windowSeconds: 3_600 } },
});
const { prisma } = context.db;
let server: TestServer;
beforeAll(async () => {
  clock.beginWindow(3_600);
  server = await listen(context);
});
afterAll(async () => {
  await server.close();
  await context.db.close();
});

const bearer = (key: string) => ({ authorization: `Bearer ${key}` });
const EVENTS = { path: "event.list", type: "query" } as const;
const MINE = { path: "event.mine", type: "query" } as const;

async function keyOf(options?: Parameters<typeof newApiKey>[2]) {
  const person = await newUser(context);
  return { person, ...(await newApiKey(context, person, options)) };
}

describe("answers to an API key", () => {
  it("say what it has left, and when it is refused how long to wait", async () => {
    const { key } = await keyOf();
    const first = await rawCall(server.origin, MINE, undefined, bearer(key));
    expect(first.status).toBe(200);
    const { headers } = first;
    expect(headers.get("ratelimit-limit")).toBe("12");
    expect(headers.get("ratelimit-remaining")).toBe("11");
    const reset = Number(headers.get("ratelimit-reset"));
    expect(reset).toBeGreaterThan(0);
    expect(reset).toBeLessThanOrEqual(3_600);
    expect(headers.get("ratelimit-policy")).toBe('"calls";q=12;w=3600');
    expect(headers.get("ratelimit")).toBe(`"calls";r=11;t=${reset}`);
    for (let time = 0; time < 11; time++) await rawCall(server.origin, MINE, undefined, bearer(key));
    const refused = await rawCall(server.origin, MINE, undefined, bearer(key));
    expect(reasonIn(refused)).toBe("RATE_LIMITED");
    expect(refused.headers.get("ratelimit-remaining")).toBe("0");
    expect(Number(refused.headers.get("retry-after"))).toBe(Number(refused.headers.get("ratelimit-reset")));
    // Its user's sessions are not touched by it.
    expect((await rawCall(server.origin, EVENTS, undefined)).headers.has("ratelimit-limit")).toBe(false);
  });

  it("count each call of a batch, and public reads that are stored", async () => {
    const { key } = await keyOf();
    const batch = `${server.origin}/trpc/event.mine,user.me,event.list?batch=1`;
    const answer = await fetch(batch, { headers: bearer(key) });
    expect(answer.status).toBe(200);
    expect(answer.headers.get("ratelimit-remaining")).toBe("9");
    const stored = await rawCall(server.origin, EVENTS, undefined, bearer(key));
    const again = await rawCall(server.origin, EVENTS, undefined, {
      ...bearer(key),
      "if-none-match": stored.headers.get("etag") ?? "",
    });
    expect([stored.status, again.status]).toEqual([200, 304]);
    expect(again.headers.get("ratelimit-remaining")).toBe("7");
  });

  it("refuse a key that is of no use, also where the answer is stored for everybody", async () => {
    await rawCall(server.origin, EVENTS, undefined);
    const answer = await rawCall(server.origin, EVENTS, undefined, bearer("foyer_of-no-use"));
    expect(reasonIn(answer)).toBe("UNAUTHENTICATED");
    expect(answer.text).toContain("This API key is not valid.");
  });
});

describe("a request with an API key", () => {
  it("is its key's, whatever cookies come with it, and ends no session", async () => {
    const { key, person } = await keyOf({ scopes: ["read"] });
    const other = await newUser(context);
    const { sessionToken } = await newSession(context, other.id);
    const headers = { ...bearer(key), cookie: `foyer_session=${sessionToken}`, origin: server.origin };
    const me = await rawCall(server.origin, { path: "user.me", type: "query" }, undefined, headers);
    expect(JSON.parse(me.text).result.data.json.id).toBe(person.id);
    const logout = await rawCall(server.origin, { path: "user.logout", type: "mutation" }, {}, headers);
    expect(reasonIn(logout)).toBe("FORBIDDEN");
    expect(logout.headers.has("set-cookie")).toBe(false);
    expect(await prisma.session.count({ where: { userId: other.id, isRevoked: false } })).toBe(1);
  });

  it("notes when the key was used, once a minute", async () => {
    const { id, key } = await keyOf();
    const lastUsedAt = async () => (await prisma.apiKey.findUniqueOrThrow({ where: { id } })).lastUsedAt;
    const use = () => rawCall(server.origin, MINE, undefined, bearer(key));
    await use();
    await expect.poll(lastUsedAt).not.toBeNull();
    const first = await lastUsedAt();
    clock.advance(MINUTE_MS / 2);
    await Promise.all([use(), use()]);
    expect(await lastUsedAt()).toEqual(first);
    clock.advance(MINUTE_MS);
    await Promise.all([use(), use()]);
    await expect.poll(lastUsedAt).not.toEqual(first);
  });

  it("is logged with the key's id, and never with the key", async () => {
    const { id, key } = await keyOf();
    const lines: string[] = [];
    const sink = new Writable({
      write(chunk, _, done) {
        lines.push(String(chunk));
        done();
      },
    });
    const app = await createApp(context, {
      log: pino({ level: "debug" }, sink),
      config: {
        trustProxy: 0,
        publicUrl: "http://localhost:3000",
        allowedOrigins: [],
        secureCookies: false,
        payments: { kind: "off" },
      },
    });
    await app.inject({ url: "/trpc/event.mine", headers: bearer(key) });
    await app.close();
    const completed = lines.map((line) => JSON.parse(line)).find(({ msg }) => msg === "request completed");
    expect(completed).toMatchObject({ apiKey: id });
    expect(lines.join("")).not.toContain(key);
  });
});

describe("files with an API key", () => {
  it("need the scope to read, and an event that the key is for", async () => {
    const organizer = await newUser(context);
    const [event, other] = [await newEvent(context, organizer), await newEvent(context, organizer)];
    const cash = { ticketQuantity: 1, paymentMethod: "cash" } as const;
    const booking = await callAs(context, organizer).booking.create({ eventId: other.id, ...cash });
    const attendees = (id: string) => `/files/events/${id}/attendees.csv`;
    const statusesWith = async (key: string) => {
      const paths = [attendees(event.id), attendees(other.id), `/files/bookings/${booking.id}/calendar.ics`];
      const answers = await Promise.all(
        paths.map((path) => fetch(server.origin + path, { headers: bearer(key) })),
      );
      return answers.map(({ status }) => status);
    };
    const reader = await newApiKey(context, organizer, { scopes: ["read"] });
    const manager = await newApiKey(context, organizer, { scopes: ["manage", "bookings", "check-in"] });
    const limited = await newApiKey(context, organizer, { eventIds: [event.id] });
    expect(await statusesWith(reader.key)).toEqual([200, 200, 200]);
    expect(await statusesWith(manager.key)).toEqual([403, 403, 403]);
    expect(await statusesWith(limited.key)).toEqual([200, 403, 403]);
    expect(await statusesWith("foyer_of-no-use")).toEqual([401, 401, 401]);
    const answer = await fetch(server.origin + attendees(event.id), { headers: bearer(reader.key) });
    expect(answer.headers.get("ratelimit-remaining")).toBe("8");
  });
});
