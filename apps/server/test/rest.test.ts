import { randomUUID } from "node:crypto";
import { DEFAULT_RATE_LIMITS } from "@foyer/domain/security/rate-limit";
import { callAs } from "@foyer/testing/callers";
import { newApiKey, newBuyers, newEvent, newUser } from "@foyer/testing/fixtures";
import { createTestContext } from "@foyer/testing/test-context";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listen, type TestServer } from "./kit/in-process-server.js";

const { context, clock } = createTestContext({
  rateLimits: { ...DEFAULT_RATE_LIMITS, callsPerApiKey: { max: 150, windowSeconds: 3_600 } },
});
let server: TestServer;
let organizer: Awaited<ReturnType<typeof newUser>>;
let key: string;
beforeAll(async () => {
  clock.beginWindow(3_600);
  server = await listen(context, { allowedOrigins: ["https://other.example"] });
  organizer = await newUser(context);
  ({ key } = await newApiKey(context, organizer));
});
afterAll(async () => {
  await server.close();
  await context.db.close();
});

/** Sends a request as a program without any client of ours. */
async function send(
  method: string,
  path: string,
  {
    body,
    headers = {},
    as = key,
  }: { body?: unknown; headers?: Record<string, string>; as?: string | null } = {},
) {
  const response = await fetch(`${server.origin}/api${path}`, {
    method,
    headers: {
      ...(as !== null && { authorization: `Bearer ${as}` }),
      ...(body !== undefined && { "content-type": "application/json" }),
      ...headers,
    },
    ...(body !== undefined && { body: isText(body) ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    text,
    json: text === "" ? undefined : JSON.parse(text),
  };
}

/** What is sent as it stands. */
const isText = (body: unknown): body is string | Buffer<ArrayBuffer> =>
  typeof body === "string" || body instanceof Buffer;

const CASH = { ticketQuantity: 1, paymentMethod: "cash" } as const;

describe("REST", () => {
  it("answers plain JSON, with dates as text", async () => {
    const { id } = await newEvent(context, organizer);
    const answer = await send("GET", `/events/${id}`, { as: null });
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toBe("application/json; charset=utf-8");
    expect(answer.json).toMatchObject({ id, price: 2_500, currency: "EUR" });
    expect(answer.json.dateTime).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(answer.headers.get("content-security-policy")).toContain("default-src 'none'");
  });

  it("says where what was created is", async () => {
    const { id: eventId } = await newEvent(context, organizer);
    const booked = await send("POST", "/bookings", { body: { eventId, ...CASH } });
    expect(booked.status).toBe(201);
    expect(booked.headers.get("location")).toBe(`/api/bookings/${booked.json.id}`);
    const found = await fetch(server.origin + booked.headers.get("location"), {
      headers: { authorization: `Bearer ${key}` },
    });
    expect(await found.json()).toMatchObject({ id: booked.json.id, eventId, status: "confirmed" });
    const cancelled = await send("POST", `/bookings/${booked.json.id}/cancel`);
    expect(cancelled.json).toMatchObject({ status: "cancelled" });
  });

  it("carries out once what is sent twice with an idempotency key, quoted or not", async () => {
    const { id: eventId } = await newEvent(context, organizer);
    const idempotencyKey = randomUUID();
    const body = { eventId, ...CASH };
    const book = (value: string) =>
      send("POST", "/bookings", { body, headers: { "idempotency-key": value } });
    const answers = await Promise.all([
      book(idempotencyKey),
      book(`"${idempotencyKey}"`),
      book(idempotencyKey),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(new Set(answers.map(({ json }) => json.id)).size).toBe(1);
    const other = await send("POST", "/bookings", {
      body: { ...body, ticketQuantity: 2 },
      headers: { "idempotency-key": idempotencyKey },
    });
    expect(other).toMatchObject({ status: 422, json: { code: "IDEMPOTENCY_KEY_REUSED" } });
  });

  it("takes session tokens as well", async () => {
    const [buyer] = await newBuyers(context, 1);
    const answer = await send("GET", "/me", { as: buyer?.sessionToken ?? "" });
    expect(answer.json).toMatchObject({ id: buyer?.id });
    expect(answer.headers.has("ratelimit-limit")).toBe(false);
  });

  it("says what a key has left, and how long to wait for more", async () => {
    const { key: own } = await newApiKey(context, organizer, { scopes: ["bookings"] });
    expect((await send("GET", "/events", { as: own })).headers.get("ratelimit-remaining")).toBe("149");
    const refused = await send("GET", "/bookings", { as: own });
    expect(refused).toMatchObject({ status: 403, json: { code: "FORBIDDEN" } });
    expect(refused.headers.get("ratelimit-remaining")).toBe("148");
    await Promise.all(Array.from({ length: 148 }, () => send("GET", "/payment-options", { as: own })));
    const beyond = await send("GET", "/payment-options", { as: own });
    expect(beyond).toMatchObject({ status: 429, json: { code: "RATE_LIMITED" } });
    expect(Number(beyond.headers.get("retry-after"))).toBe(beyond.json.retryAfterSeconds);
    expect((await send("GET", "/payment-options", { as: "foyer_none" })).status).toBe(401);
  });
});

describe("an error of REST", () => {
  it("is problem details, with the code and its details", async () => {
    const { id: eventId } = await newEvent(context, organizer, { capacity: 1 });
    const answer = await send("POST", "/bookings", { body: { eventId, ...CASH, ticketQuantity: 3 } });
    expect(answer.status).toBe(409);
    expect(answer.headers.get("content-type")).toBe("application/problem+json; charset=utf-8");
    expect(answer.json).toEqual({
      type: "/api/problems/EVENT_SOLD_OUT",
      title: "Event sold out",
      status: 409,
      detail: expect.any(String),
      instance: `urn:uuid:${answer.headers.get("x-request-id")}`,
      code: "EVENT_SOLD_OUT",
      availableTickets: 1,
    });
    const type = await fetch(server.origin + answer.json.type);
    expect(await type.json()).toEqual({ code: "EVENT_SOLD_OUT", title: "Event sold out", status: 409 });
    expect((await fetch(`${server.origin}/api/problems/toString`)).status).toBe(404);
  });

  it("names the fields that are wrong", async () => {
    const { id } = await newEvent(context, organizer);
    const answer = await send("PATCH", `/events/${id}`, { body: { capacity: "many", colour: "red" } });
    expect(answer).toMatchObject({ status: 400, json: { code: "INVALID_INPUT" } });
    expect(answer.json.issues.map(({ path }: { path: string }) => path)).toContain("capacity");
    expect(answer.text).toContain("colour");
  });

  it.each([
    ["a body that is no JSON", "POST", "/bookings", "{", 400, "MALFORMED_REQUEST"],
    [
      "a body that would reach a prototype",
      "POST",
      "/bookings",
      '{"__proto__":{}}',
      400,
      "MALFORMED_REQUEST",
    ],
    ["a body that is a list", "POST", "/bookings", [], 400, "INVALID_INPUT"],
    ["a body that is a text", "POST", "/bookings", '"x"', 400, "INVALID_INPUT"],
    ["a body that is missing", "POST", "/bookings", "", 400, "INVALID_INPUT"],
    [
      "an id in the body as well",
      "PATCH",
      `/events/${"0".repeat(24)}`,
      { id: "0".repeat(24) },
      400,
      "INVALID_INPUT",
    ],
    ["a key in the body", "POST", "/bookings", { idempotencyKey: "x" }, 400, "INVALID_INPUT"],
    ["an id that is none", "GET", "/bookings/none", undefined, 400, "INVALID_INPUT"],
    ["an id that nothing has", "GET", `/bookings/${"0".repeat(24)}`, undefined, 404, "NOT_FOUND"],
    ["a parameter that is no number", "GET", "/events?limit=ten", undefined, 400, "INVALID_INPUT"],
    ["a parameter beyond its limit", "GET", "/events?limit=1000", undefined, 400, "INVALID_INPUT"],
    ["a parameter that comes twice", "GET", "/events?limit=1&limit=2", undefined, 400, "INVALID_INPUT"],
    ["a parameter that there is not", "GET", "/events?colour=red", undefined, 400, "INVALID_INPUT"],
    ["a parameter where there are none", "GET", "/categories?colour=red", undefined, 400, "INVALID_INPUT"],
    ["a parameter where a body is read", "POST", "/bookings?test=1", CASH, 400, "INVALID_INPUT"],
    ["a day where a moment is asked for", "GET", "/events?from=2027-05-14", undefined, 400, "INVALID_INPUT"],
    ["an address that there is not", "GET", "/nothing/here", undefined, 404, "NOT_FOUND"],
    ["the root", "GET", "", undefined, 404, "NOT_FOUND"],
    ["the root with a parameter", "POST", "?a=b", undefined, 404, "NOT_FOUND"],
    ["a list with a slash after it", "GET", "/events/", undefined, 404, "NOT_FOUND"],
    ["a file of the page about it that there is not", "GET", "/docs/none.js", undefined, 404, "NOT_FOUND"],
    ["a method that is not taken", "DELETE", "/events", undefined, 405, "METHOD_NOT_ALLOWED"],
    ["a problem that is changed", "PUT", "/problems/BUSY", {}, 405, "METHOD_NOT_ALLOWED"],
    [
      "a body beyond the limit",
      "POST",
      "/events",
      { description: "x".repeat(200_000) },
      413,
      "REQUEST_TOO_LARGE",
    ],
  ])("comes of %s", async (_, method, path, body, status, code) => {
    const answer = await send(method, path, { ...(body !== undefined && { body }) });
    expect(answer).toMatchObject({ status, json: { status, code } });
    expect(answer.headers.get("content-type")).toContain("application/problem+json");
  });

  it("shows how a moment is written", async () => {
    const answer = await send("GET", "/events?from=2027-05-14T19:30:00");
    expect(answer.json.detail).toBe(
      "from: Give a date with time and offset, such as 2027-05-14T19:30:00+02:00.",
    );
  });

  it("comes of a body that is compressed, and says so", async () => {
    const headers = { "content-encoding": "gzip" };
    const answer = await send("POST", "/bookings", { headers, body: {} });
    expect(answer).toMatchObject({ status: 415, json: { code: "UNSUPPORTED_MEDIA_TYPE" } });
    expect(answer.json.detail).toContain("Content-Encoding");
    const plain = await send("POST", "/bookings", { headers: { "content-encoding": "identity" }, body: {} });
    expect(plain.status).toBe(400);
  });

  it("comes of what is not UTF-8, in a body or an address, and keeps no other signs in its place", async () => {
    const { id: eventId } = await newEvent(context, organizer);
    const { json } = await send("POST", "/bookings", { body: { eventId, ...CASH } });
    const body = Buffer.from('{"reason": "Grüße"}', "latin1");
    expect(await send("POST", `/bookings/${json.id}/cancel`, { body })).toMatchObject({
      status: 400,
      json: { code: "MALFORMED_REQUEST", detail: "The body has to be in UTF-8." },
    });
    expect((await send("GET", `/bookings/${json.id}`)).json.status).toBe("confirmed");
    const answer = await send("GET", "/events?search=caf%E9");
    expect(answer).toMatchObject({ status: 400, json: { code: "MALFORMED_REQUEST" } });
    const { paths } = (await send("GET", "/openapi.json", { as: null })).json;
    expect(paths["/events"].get.responses["400"].description).toContain("MALFORMED_REQUEST");
    expect((await send("GET", "/events?search=caf%C3%A9")).status).toBe(200);
  });

  it("comes of a body that is not JSON by its type, and of another site with cookies", async () => {
    const form = await send("POST", "/bookings", { headers: { "content-type": "text/plain" }, body: "x" });
    expect(form).toMatchObject({ status: 415, json: { code: "UNSUPPORTED_MEDIA_TYPE" } });
    const headers = { cookie: "foyer_session=x", origin: "https://evil.example" };
    const foreign = await send("POST", "/bookings", { body: {}, headers });
    expect(foreign).toMatchObject({ status: 403, json: { code: "ORIGIN_NOT_ALLOWED" } });
  });

  it("comes of a server that is busy, in the same form", async () => {
    const busy = await listen(context, {}, { maxInFlight: 0 });
    const answer = await fetch(`${busy.origin}/api/events`);
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "1"]);
    expect(answer.headers.get("content-type")).toContain("application/problem+json");
    expect(await answer.json()).toMatchObject({ code: "BUSY", status: 503 });
    await busy.close();
  });

  it("tells who may not ask before it reads what they ask", async () => {
    const answer = await send("POST", "/bookings", { as: null, body: { nothing: "like it" } });
    expect(answer).toMatchObject({ status: 401, json: { code: "UNAUTHENTICATED" } });
    expect(answer.headers.get("www-authenticate")).toBe("Bearer");
    // Not "nobody", as a page is told.
    expect(await send("GET", "/me", { as: null })).toMatchObject({ status: 401 });
  });

  it.each([
    ["bearer", 200],
    ["BEARER ", 200],
    ["Basic", 401],
  ])("does not come of a token after %j", async (scheme, status) => {
    const headers = { authorization: `${scheme} ${key}` };
    expect((await send("GET", "/me", { as: null, headers })).status).toBe(status);
  });
});

describe("HTTP at REST addresses", () => {
  it("has HEAD, and OPTIONS with what is taken, also in refusals", async () => {
    const head = await send("HEAD", "/events");
    expect([head.status, head.text]).toEqual([200, ""]);
    // Where other origins may call, OPTIONS is theirs.
    const alone = await listen(context);
    const options = await fetch(`${alone.origin}/api/events/${"0".repeat(24)}`, { method: "OPTIONS" });
    expect([options.status, options.headers.get("allow")]).toEqual([204, "GET, HEAD, PATCH, OPTIONS"]);
    await alone.close();
    expect((await send("PUT", "/bookings")).headers.get("allow")).toBe("GET, HEAD, POST, OPTIONS");
  });

  it("tells a program that asks again when nothing has changed", async () => {
    const { id } = await newEvent(context, organizer);
    const first = await send("GET", `/events/${id}`, { as: null });
    const etag = first.headers.get("etag") ?? "";
    expect(first.headers.get("cache-control")).toBe("public, max-age=0, must-revalidate");
    const again = await send("GET", `/events/${id}`, { as: null, headers: { "if-none-match": etag } });
    expect([again.status, again.text]).toEqual([304, ""]);
    await callAs(context, organizer).event.update({ id, venue: "Elsewhere" });
    const changed = await send("GET", `/events/${id}`, { headers: { "if-none-match": etag } });
    expect([changed.status, changed.json.venue]).toEqual([200, "Elsewhere"]);
    expect(changed.headers.get("cache-control")).toBe("private, max-age=0, must-revalidate");
    expect((await send("GET", "/bookings")).headers.get("cache-control")).toBe("no-store");
  });

  it("lets other origins in as tRPC does, and shows them the headers for programs", async () => {
    const headers = { origin: "https://other.example" };
    const answer = await send("GET", "/events", { as: null, headers });
    expect(answer.headers.get("access-control-allow-origin")).toBe("https://other.example");
    expect(answer.headers.get("access-control-expose-headers")).toContain("ratelimit-remaining");
    const preflight = await send("OPTIONS", "/bookings", {
      as: null,
      headers: { ...headers, "access-control-request-method": "PATCH" },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get("access-control-allow-methods")).toContain("PATCH");
  });

  it("reads query parameters as what they are", async () => {
    const word = `q${randomUUID().replaceAll("-", "")}`;
    const { id } = await newEvent(context, organizer, { name: `Night of ${word}` });
    const query = new URLSearchParams({
      search: word,
      limit: "5",
      from: "2020-01-01T00:00:00+01:00",
      sort: "name",
    });
    const answer = await send("GET", `/events?${query}`, { as: null });
    expect(answer.json.items.map((event: { id: string }) => event.id)).toEqual([id]);
  });
});
