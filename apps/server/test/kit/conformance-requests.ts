import type { WireRequest } from "./raw-http.js";

/** What the requests are about. */
export interface Subjects {
  readonly token: string;
  readonly event: string;
  readonly booking: string;
}

/** A request, and whether it is one of those that our own way answers. */
export interface Sample {
  readonly name: string;
  readonly request: WireRequest;
  readonly isPlain: boolean;
}

/** Another site that may call with cookies. */
export const ALLOWED_ORIGIN = "https://other.example";

const NOBODY = "f".repeat(24);
const JSON_TYPE = { "content-type": "application/json" };
const enc = (input: unknown) => encodeURIComponent(JSON.stringify(input));
const query = (path: string, input?: unknown, headers: Record<string, string> = {}): WireRequest => ({
  method: "GET",
  target: `/trpc/${path}${input === undefined ? "" : `?input=${enc({ json: input })}`}`,
  headers,
});
const lone = (path: string, input: unknown, headers: Record<string, string> = {}): WireRequest => ({
  method: "GET",
  target: `/trpc/${path}?batch=1&input=${enc({ 0: { json: input } })}`,
  headers,
});
const post = (path: string, body: string, headers: Record<string, string> = {}): WireRequest => ({
  method: "POST",
  target: `/trpc/${path}`,
  headers: { ...JSON_TYPE, ...headers },
  body,
});
const mutate = (path: string, input: unknown, headers: Record<string, string> = {}) =>
  post(path, JSON.stringify({ json: input }), headers);
const raw = (method: string, target: string, more: Partial<WireRequest> = {}): WireRequest => ({
  method,
  target,
  ...more,
});

/** Requests that change nothing, so that both ways can be asked the same. */
export function sampleRequests({ token, event, booking }: Subjects): readonly Sample[] {
  const bearer = { authorization: `Bearer ${token}` };
  const cookie = { cookie: `other=1; foyer_session=${token}` };
  const create = { eventId: NOBODY, ticketQuantity: 1, paymentMethod: "cash" };
  const deep = `${'{"json":'.repeat(2_000)}1${"}".repeat(2_000)}`;
  const byId = `input=${enc({ json: { id: event } })}`;

  const plain: Record<string, WireRequest> = {
    "a query": query("event.list", { limit: 2 }),
    "a query without input": query("event.list"),
    "a query with empty input": raw("GET", "/trpc/event.list?input="),
    "a query of one thing": query("event.byId", { id: event }),
    "a query with a session": query("user.me", undefined, bearer),
    "a query with a cookie": query("user.me", undefined, cookie),
    "a query with somebody else's cookies": query("user.me", undefined, {
      cookie: "a=%zz; ;=; foyer_session",
    }),
    "a query with a bad session": query("user.me", undefined, { authorization: "Bearer nonsense" }),
    "a query with only a refresh cookie": query("user.me", undefined, { cookie: "foyer_refresh=abc" }),
    "a query of nobody's": query("booking.mine", {}),
    "one's own bookings": query("booking.mine", { limit: 5 }, bearer),
    "a booking": query("booking.byId", { id: booking }, bearer),
    tickets: query("booking.tickets", { id: booking }, cookie),
    "what is not there": query("event.byId", { id: NOBODY }),
    "an id that is none": query("event.byId", { id: "42" }),
    "unknown fields": query("event.byId", { id: event, extra: 1 }),
    "an operator for an id": query("event.byId", { id: { $gt: "" } }),
    "input of null": query("event.byId", null),
    "input that is a list": query("event.list", [1, 2]),
    "input that is text": query("event.list", "text"),
    "input without superjson's envelope": raw("GET", `/trpc/event.byId?input=${enc({ id: event })}`),
    "input that is only null": raw("GET", "/trpc/event.byId?input=null"),
    "input that is not JSON": raw("GET", "/trpc/event.byId?input=%7B"),
    "input that is empty text": raw("GET", "/trpc/event.byId?input=%22%22"),
    "input with a null byte": query("event.list", { search: "a\u0000b" }),
    "input with half a character": query("event.list", { search: "\ud800" }),
    "input with unicode": query("event.list", { search: "Füße 漢字 👩‍👩‍👧 \u202e" }),
    "input with prototypes": raw(
      "GET",
      `/trpc/event.list?input=${encodeURIComponent('{"json":{"__proto__":{"a":1}}}')}`,
    ),
    "input with superjson's nonsense": raw(
      "GET",
      `/trpc/event.list?input=${enc({ json: {}, meta: { values: { a: ["nonsense"] } } })}`,
    ),
    "input with a poisoned path": raw(
      "GET",
      `/trpc/event.list?input=${enc({ json: {}, meta: { values: { "__proto__.x": ["Date"] } } })}`,
    ),
    "input with a date": raw(
      "GET",
      `/trpc/event.list?input=${enc({ json: { from: "2030-01-01T00:00:00.000Z" }, meta: { values: { from: ["Date"] } } })}`,
    ),
    "deep input": raw("GET", `/trpc/event.list?input=${encodeURIComponent(deep)}`.slice(0, 12_000)),
    "a byte order mark in a query": raw("GET", "/trpc/event.list?input=%EF%BB%BF%7B%7D"),
    "a byte order mark in a body": post(
      "booking.create",
      `\uFEFF${JSON.stringify({ json: create })}`,
      bearer,
    ),
    "a query that says it is JSON": query("event.list", {}, JSON_TYPE),
    "a lone batch": lone("event.byId", { id: event }),
    "a lone batch without input": raw("GET", "/trpc/event.list?batch=1"),
    "a lone batch with another index": raw(
      "GET",
      `/trpc/event.list?batch=1&input=${enc({ 1: { json: {} } })}`,
    ),
    "a lone batch with a list": raw("GET", `/trpc/event.list?batch=1&input=${enc([{ json: { limit: 1 } }])}`),
    "a lone batch with text": raw("GET", `/trpc/event.list?batch=1&input=${enc("text")}`),
    "a lone batch that is refused": lone("booking.mine", {}),
    "a lone batch that is not valid": lone("event.byId", { id: 1 }, bearer),
    "a mutation of nobody's": mutate("booking.create", create),
    "a mutation refused": mutate("booking.create", create, bearer),
    "a mutation that is not valid": mutate("booking.create", { ...create, ticketQuantity: 0 }, bearer),
    "a mutation with many faults": mutate("event.create", { name: "", capacity: -1, price: 0.5 }, bearer),
    "a mutation with an unknown field": mutate("booking.create", { ...create, totalAmount: 1 }, cookie),
    "an empty body": post("booking.create", "", bearer),
    "a body of null": post("booking.create", "null", bearer),
    "a body that is not JSON": post("booking.create", "{", bearer),
    "a body that is text": post("booking.create", '"text"', bearer),
    "a body of numbers": post("booking.create", "1e999", bearer),
    "a deep body": post("booking.create", deep, bearer),
    "a deep body of lists": post("booking.create", `${"[".repeat(30_000)}${"]".repeat(30_000)}`, bearer),
    "a large body": mutate("event.create", { name: "n".repeat(100_000) }, bearer),
    "a body with unicode": mutate("booking.cancel", { id: NOBODY, reason: "Füße 漢字 👩‍👩‍👧" }, bearer),
    "a body of bytes that are no text": post("booking.create", '{"json":"\ud800"}', bearer),
    "a body with a charset": mutate("booking.create", create, {
      ...bearer,
      "content-type": "application/json; charset=utf-8",
    }),
    "a body of a type that begins like JSON": mutate("booking.create", create, {
      ...bearer,
      "content-type": "application/json;x=1",
    }),
    "a session in cookie and header": query("user.me", undefined, { ...bearer, ...cookie }),
    "an allowed origin": mutate("booking.create", create, { ...cookie, origin: ALLOWED_ORIGIN }),
    "an allowed origin that reads": query("booking.mine", {}, { ...cookie, origin: ALLOWED_ORIGIN }),
    "an own origin": mutate("booking.create", create, { ...cookie, origin: "http://localhost:3000" }),
    "an address behind the host": query("event.list", {}, { host: "example.com:8080" }),
    "an accept of everything": query("event.list", {}, { accept: "*/*" }),
    "trpc-accept": query("event.list", {}, { "trpc-accept": "application/jsonl" }),
    "an unknown account": mutate("user.refresh", { refreshToken: "nonsense" }),
    "a wrong refresh cookie, which is taken away": mutate(
      "user.refresh",
      {},
      { cookie: "foyer_refresh=abc" },
    ),
    "cookies taken away": mutate("user.logout", undefined, {
      cookie: "foyer_session=abc; foyer_refresh=def",
    }),
    "signing out without cookies": mutate("user.logout", undefined),
  };

  const other: Record<string, WireRequest> = {
    "no procedure": query("event.explode"),
    "no procedure, posted": mutate("event.explode", {}),
    "a router": query("event", {}),
    nothing: raw("GET", "/trpc/"),
    "the root": raw("GET", "/trpc"),
    __proto__: query("__proto__"),
    constructor: query("constructor"),
    toString: query("toString"),
    "hasOwnProperty, posted": mutate("hasOwnProperty", {}),
    _def: query("_def"),
    "event._def": query("event._def"),
    "event.constructor": query("event.constructor"),
    "a trailing slash": raw("GET", "/trpc/event.list/"),
    "two slashes": raw("GET", "/trpc//event.list"),
    "another case": query("Event.List"),
    "another prefix": raw("GET", "/TRPC/event.list"),
    "an escaped path": raw("GET", "/trpc/event%2Elist"),
    "a path escaped twice": raw("GET", "/trpc/event%252Elist"),
    "a path that cannot be decoded": raw("GET", "/trpc/%zz"),
    "a path that cannot be decoded the second time": raw("GET", "/trpc/%25zz"),
    "a long path": raw("GET", `/trpc/${"x".repeat(3_000)}`),
    "a mutation got": query("booking.create", create, bearer),
    "a query posted": mutate("event.list", {}),
    HEAD: raw("HEAD", "/trpc/event.list"),
    "HEAD of nothing": raw("HEAD", "/trpc/event.explode"),
    OPTIONS: raw("OPTIONS", "/trpc/event.list"),
    "a preflight": raw("OPTIONS", "/trpc/booking.create", {
      headers: { origin: ALLOWED_ORIGIN, "access-control-request-method": "POST" },
    }),
    PUT: raw("PUT", "/trpc/booking.create", { body: "{}", headers: JSON_TYPE }),
    DELETE: raw("DELETE", "/trpc/event.list"),
    PATCH: raw("PATCH", "/trpc/booking.create", { body: "{}", headers: JSON_TYPE }),
    TRACE: raw("TRACE", "/trpc/event.list"),
    "a body without a type": raw("POST", "/trpc/booking.create", { body: "{}" }),
    "no body and no type": raw("POST", "/trpc/booking.create"),
    "another type": raw("POST", "/trpc/booking.create", {
      body: "<a/>",
      headers: { "content-type": "text/xml" },
    }),
    "a form": raw("POST", "/trpc/booking.create", {
      body: "a=1",
      headers: { "content-type": "application/x-www-form-urlencoded" },
    }),
    "a type in capitals": raw("POST", "/trpc/booking.create", {
      body: "{}",
      headers: { "content-type": "APPLICATION/JSON" },
    }),
    "form data got": query("event.list", {}, { "content-type": "multipart/form-data; boundary=x" }),
    "bytes got": query("event.list", {}, { "content-type": "application/octet-stream" }),
    "a text got": query("event.list", {}, { "content-type": "text/plain" }),
    "a body too large": post("booking.create", "x".repeat(200_000), bearer),
    "a length that is none": raw("POST", "/trpc/booking.create", {
      headers: JSON_TYPE,
      contentLength: "abc",
    }),
    "another site": mutate("user.logout", undefined, { cookie: "a=b", origin: "https://evil.example" }),
    "a batch": raw(
      "GET",
      `/trpc/event.list,event.byId?batch=1&input=${enc({ 0: { json: {} }, 1: { json: { id: event } } })}`,
    ),
    "a batch with one refused": raw(
      "GET",
      `/trpc/event.list,booking.mine?batch=1&input=${enc({ 0: { json: {} } })}`,
    ),
    "a batch that mixes": raw("GET", "/trpc/event.list,booking.create?batch=1"),
    "a batch too large": raw("GET", `/trpc/${Array(51).fill("event.list").join(",")}?batch=1`),
    "a batch posted": post("booking.create?batch=1", JSON.stringify({ 0: { json: create } }), bearer),
    "a comma without a batch": raw("GET", "/trpc/event.list,event.byId"),
    "a stream": query("event.list", {}, { accept: "application/jsonl" }),
    "a stream of a lone batch": lone("event.list", {}, { accept: "text/html, application/jsonl" }),
    "input twice": raw("GET", `/trpc/event.byId?${byId}&input=${enc({ json: {} })}`),
    "input after something": raw("GET", `/trpc/event.byId?x=1&${byId}`),
    "input in capitals": raw("GET", `/trpc/event.byId?INPUT=${enc({ json: { id: event } })}`),
    "input with plus signs": raw(
      "GET",
      "/trpc/event.list?input=%7B%22json%22:+%7B%22search%22:%22a+b%22%7D%7D",
    ),
    "input not escaped": raw("GET", `/trpc/event.list?input={"json":{"limit":1}}`),
    "input in raw unicode": raw("GET", `/trpc/event.list?input={"json":{"search":"f\u00fc"}}`),
    "input that cannot be decoded": raw("GET", "/trpc/event.list?input=%zz"),
    "input that is no UTF-8": raw("GET", "/trpc/event.list?input=%22%ff%22"),
    "two question marks": raw("GET", `/trpc/event.byId??${byId}`),
    "a fragment": raw("GET", `/trpc/event.byId?${byId}#here`),
    "a fragment before the query": raw("GET", `/trpc/event.byId#x?${byId}`),
    "a semicolon": raw("GET", `/trpc/event.byId;${byId}`),
    "connection parameters": raw("GET", `/trpc/event.list?connectionParams=${enc({ a: "b" })}`),
    "connection parameters that are none": raw("GET", "/trpc/event.list?connectionParams=x"),
    "a mutation with a query": {
      ...mutate("booking.create", create, bearer),
      target: "/trpc/booking.create?input=1",
    },
    "batch=2": raw("GET", `/trpc/event.byId?batch=2&${byId}`),
    "an absolute address": raw("GET", `http://localhost/trpc/event.byId?${byId}`),
    "a host that is none": query("event.list", {}, { host: "a b" }),
    "a host with a port beyond": query("event.list", {}, { host: "localhost:99999" }),
    "a host with credentials": query("event.list", {}, { host: "me:you@localhost" }),
  };

  const list = (samples: Record<string, WireRequest>, isPlain: boolean) =>
    Object.entries(samples).map(([name, request]) => ({ name, request, isPlain }));
  return [...list(plain, true), ...list(other, false)];
}
