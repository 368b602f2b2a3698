import { MINUTE_MS } from "@foyer/contract/time";
import { createBooking } from "@foyer/domain/booking-queue/create-booking";
import { DEFAULT_RATE_LIMITS } from "@foyer/domain/security/rate-limit";
import { newBuyers, newEvent, TEST_PASSWORD, uniqueEmail } from "@foyer/testing/fixtures";
import { createTestContext } from "@foyer/testing/test-context";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { etagOf } from "../src/http/etag.js";
import { ALLOWED_ORIGIN, type Subjects, sampleRequests } from "./kit/conformance-requests.js";
import { listen, type TestServer } from "./kit/in-process-server.js";
import { PROCEDURES as ALL_PROCEDURES } from "./kit/raw-call.js";
import { exchange, type WireAnswer, type WireRequest } from "./kit/raw-http.js";

/** Streams are always tRPC's own adapter's, and an open one has no end to compare. */
const PROCEDURES = ALL_PROCEDURES.filter(({ type }) => type !== "subscription");

/** What differs from answer to answer, and how an answer is cut into pieces: ours says how long it is. */
const VOLATILE = new Set(["date", "x-request-id", "content-length", "transfer-encoding"]);

const { context, clock } = createTestContext();
let lightweight: TestServer;
let stock: TestServer;
let subjects: Subjects;

beforeAll(async () => {
  const config = { allowedOrigins: [ALLOWED_ORIGIN] };
  lightweight = await listen(context, config);
  stock = await listen(context, config, { isLightweight: false });
  const [person] = await newBuyers(context, 1);
  if (person === undefined) throw new Error("Somebody has to ask.");
  const event = await newEvent(context, person, { capacity: 10, price: 0 });
  const booking = await createBooking(context, person, {
    eventId: event.id,
    ticketQuantity: 2,
    paymentMethod: "cash",
  });
  subjects = { token: person.sessionToken, event: event.id, booking: String(booking.id) };
});
afterAll(async () => {
  await lightweight.close();
  await stock.close();
  await context.db.close();
});

/** An answer as far as it has to be the same. */
function lasting({ status, headers, body }: WireAnswer) {
  const kept = headers.filter(([name]) => !VOLATILE.has(name));
  return { status, body, headers: kept.sort(([a], [b]) => a.localeCompare(b)) };
}

/** Tokens, ids and instants are made anew for each answer. */
function withoutChance(answer: WireAnswer) {
  return JSON.parse(
    JSON.stringify(lasting(answer))
      .replaceAll(/[\w-]{43}/g, "TOKEN")
      .replaceAll(/[0-9a-f]{24}/g, "ID")
      .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "INSTANT")
      .replaceAll(/[\w.-]+@[\w.-]+/g, "EMAIL"),
  );
}

const isWhole = ({ headers }: WireAnswer) => headers.some(([name]) => name === "content-length");

const hasTag = ({ headers }: WireAnswer) => headers.some(([name]) => name === "etag");

/** What anybody may read, in its usual form: our way alone answers it with a tag. */
const PUBLIC_READ = /^\/trpc\/event\.(byId|list|count|categories)(\?(input=[^&]*)?)?$/;

/** Their answer with the headers of a public read, which their adapter knows nothing of. */
function asPublicRead({ status, headers, body }: WireAnswer): WireAnswer {
  const replaced: Readonly<Record<string, string>> = {
    etag: etagOf(Buffer.from(body, "latin1")),
    "cache-control": "public, max-age=0, must-revalidate",
    vary: "Origin, trpc-accept, accept",
  };
  const others = headers.filter(([name]) => !(name in replaced));
  return { status, body, headers: [...others, ...Object.entries(replaced)] };
}

async function both(request: WireRequest): Promise<{ ours: WireAnswer; theirs: WireAnswer }> {
  const [ours, theirs] = await Promise.all([
    exchange(lightweight.origin, request),
    exchange(stock.origin, request),
  ]);
  expect(hasTag(theirs)).toBe(false);
  if (!hasTag(ours)) return { ours, theirs };
  expect([request.method, request.target, ours.status]).toEqual([
    "GET",
    expect.stringMatching(PUBLIC_READ),
    200,
  ]);
  return { ours, theirs: asPublicRead(theirs) };
}

describe("our way and tRPC's own adapter", () => {
  it("answer every sample alike, status, headers and bytes", async () => {
    const samples = sampleRequests(subjects);
    expect(samples.length).toBeGreaterThan(120);
    for (const { name, request, isPlain } of samples) {
      const { ours, theirs } = await both(request);
      expect({ name, ...lasting(ours) }).toEqual({ name, ...lasting(theirs) });
      expect([name, theirs.status > 0]).toEqual([name, true]);
      // Or the comparison would be one of a thing with itself.
      if (isPlain) expect([name, isWhole(ours)]).toEqual([name, true]);
      if (isPlain) expect([name, isWhole(theirs)]).toEqual([name, false]);
      const isRead = isPlain && ours.status === 200 && PUBLIC_READ.test(request.target);
      expect([name, hasTag(ours)]).toEqual([name, isRead]);
    }
  });

  it("answer every procedure alike that nobody may call, or calls with junk", async () => {
    for (const { path, type } of PROCEDURES) {
      for (const input of ["", '{"json":{"junk":1}}', '{"json":7}']) {
        const request: WireRequest =
          type === "query"
            ? { method: "GET", target: `/trpc/${path}?input=${encodeURIComponent(input)}` }
            : {
                method: "POST",
                target: `/trpc/${path}`,
                headers: { "content-type": "application/json" },
                body: input,
              };
        const { ours, theirs } = await both(request);
        expect({ path, ...lasting(ours) }).toEqual({ path, ...lasting(theirs) });
      }
    }
  });

  it("hand over, renew and take cookies alike", async () => {
    const asPost = (path: string, input: unknown, cookie?: string): WireRequest => ({
      method: "POST",
      target: `/trpc/${path}`,
      headers: { "content-type": "application/json", ...(cookie !== undefined && { cookie }) },
      body: JSON.stringify({ json: input }),
    });
    const answers: WireAnswer[][] = [];
    // One after the other: they share the clock.
    for (const { origin } of [lightweight, stock]) {
      const seen: WireAnswer[] = [];
      const send = async (request: WireRequest) => {
        const answer = await exchange(origin, request);
        seen.push(answer);
        return answer.headers
          .flatMap(([name, value]) => (name === "set-cookie" ? value.split(";", 1) : []))
          .join("; ");
      };
      const person = { email: uniqueEmail(), password: TEST_PASSWORD, name: "Alike" };
      const first = await send(asPost("user.register", person));
      clock.advance(2 * MINUTE_MS);
      await send({ method: "GET", target: "/trpc/user.me", headers: { cookie: first } });
      const second = await send(asPost("user.refresh", {}, first));
      await send(asPost("user.login", { email: person.email, password: "wrong" }, second));
      await send(asPost("user.login", { ...person, name: undefined }, second));
      await send(asPost("user.logout", undefined, second));
      await send(asPost("user.refresh", {}, second));
      await send(asPost("user.register", person));
      answers.push(seen);
    }
    const [ours = [], theirs = []] = answers;
    expect(ours.map(({ status }) => status)).toEqual([200, 200, 200, 401, 200, 200, 401, 409]);
    expect(ours.map(withoutChance)).toEqual(theirs.map(withoutChance));
    expect(ours.every(isWhole)).toBe(true);
    expect(ours.map(({ headers }) => headers.filter(([name]) => name === "set-cookie").length)).toEqual([
      3, 1, 2, 0, 5, 2, 2, 0,
    ]);
  });

  it("say alike when to come back", async () => {
    const signInPerIp = { max: 2, windowSeconds: 86_400 };
    const limited = createTestContext({ rateLimits: { ...DEFAULT_RATE_LIMITS, signInPerIp } });
    limited.clock.beginWindow(signInPerIp.windowSeconds);
    const servers = [
      await listen(limited.context, { trustProxy: 1 }),
      await listen(limited.context, { trustProxy: 1 }, { isLightweight: false }),
    ];
    const attempts = servers.map(async ({ origin }, index) => {
      const answers = [];
      for (let i = 0; i < 3; i++) {
        const body = JSON.stringify({ json: { email: uniqueEmail(), password: "a guess" } });
        const headers = { "content-type": "application/json", "x-forwarded-for": `203.0.113.${index + 150}` };
        answers.push(await exchange(origin, { method: "POST", target: "/trpc/user.login", headers, body }));
      }
      return answers.map((answer) => {
        // A second may begin between the two.
        const seconds = /(retryAfterSeconds\\":|"retry-after","|in )\d+/g;
        return JSON.parse(JSON.stringify(lasting(answer)).replaceAll(seconds, "$10"));
      });
    });
    const [ours, theirs] = await Promise.all(attempts);
    expect(ours).toEqual(theirs);
    expect(ours?.[2]).toMatchObject({ status: 429 });
    expect(JSON.stringify(ours?.[2])).toContain('"retry-after"');
    await Promise.all(servers.map((server) => server.close()));
    await limited.context.db.close();
  });
});

describe("requests of any kind", () => {
  const text = fc.oneof(
    fc.string({ unit: "binary", maxLength: 20 }),
    fc.json({ maxDepth: 3 }),
    fc.json({ maxDepth: 2 }).map((json) => `{"json":${json}}`),
    fc.constantFrom("", "{}", '{"0":{"json":{}}}', '{"json":null}', "[]", "0", '""'),
  );
  const parameter = fc.oneof(
    {
      weight: 4,
      arbitrary: text.map((value) => `input=${encodeURIComponent(Buffer.from(value).toString())}`),
    },
    { weight: 1, arbitrary: fc.stringMatching(/^[!-~]{0,20}$/).map((value) => `input=${value}`) },
    {
      weight: 1,
      arbitrary: fc.constantFrom("batch=1", "batch=0", "batch", "x=1", "input", "&", "input=%", "input=%C3"),
    },
    { weight: 1, arbitrary: fc.stringMatching(/^[!-~]{0,12}$/) },
  );
  const path = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...PROCEDURES.map((procedure) => procedure.path)) },
    { weight: 1, arbitrary: fc.stringMatching(/^[\w.,%~-]{0,20}$/) },
    {
      weight: 1,
      arbitrary: fc.constantFrom("event.list,event.list", "event.list%00", "EVENT.LIST", "event"),
    },
  );
  const headers = fc.record(
    {
      "content-type": fc.constantFrom(
        "application/json",
        "application/json; charset=utf-8",
        "application/jsonx",
        "text/plain",
        "",
      ),
      accept: fc.constantFrom("*/*", "application/json", "application/jsonl", "text/html"),
      authorization: fc.constantFrom("Bearer nonsense", "Basic eDp5", "Bearer"),
      cookie: fc.constantFrom("foyer_session=x", "foyer_refresh=y", "a=b"),
    },
    { requiredKeys: [] },
  );
  const oddRequest: fc.Arbitrary<WireRequest> = fc.record({
    method: fc.constantFrom("GET", "GET", "POST", "HEAD", "PUT", "OPTIONS"),
    target: fc.tuple(path, fc.array(parameter, { maxLength: 3 })).map(([to, search]) => {
      return `/trpc/${to}${search.length === 0 ? "" : `?${search.join("&")}`}`;
    }),
    headers,
    body: text,
  });
  const plainRequest = fc
    .record({ procedure: fc.constantFrom(...PROCEDURES), text, isBatch: fc.boolean(), headers })
    .map(({ procedure, text: input, isBatch, headers: { accept: _, ...rest } }): WireRequest => {
      const target = `/trpc/${procedure.path}`;
      const json = { ...rest, "content-type": "application/json" };
      if (procedure.type === "mutation") return { method: "POST", target, headers: json, body: input };
      const encoded = encodeURIComponent(Buffer.from(input).toString());
      return {
        method: "GET",
        target: `${target}?${isBatch ? "batch=1&" : ""}input=${encoded}`,
        headers: json,
      };
    });
  const anyRequest = fc.oneof(oddRequest, plainRequest);

  it("are answered alike", async () => {
    let plain = 0;
    await fc.assert(
      fc.asyncProperty(anyRequest, async ({ body, ...request }) => {
        const hasBody = request.method === "POST" || request.method === "PUT";
        const { ours, theirs } = await both(hasBody && body !== undefined ? { ...request, body } : request);
        expect(withoutChance(ours)).toEqual(withoutChance(theirs));
        if (isWhole(ours) && !isWhole(theirs)) plain++;
      }),
      { numRuns: 400, endOnFailure: true },
    );
    expect(plain).toBeGreaterThan(40);
  });
});
