import { DAY_MS } from "@foyer/contract/time";
import { reconcile } from "@foyer/domain/capacity/reconcile";
import { newBuyers, newEvent } from "@foyer/testing/fixtures";
import { createTestContext } from "@foyer/testing/test-context";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listen, type TestServer } from "./kit/in-process-server.js";
import { PROCEDURES, rawCall, reasonIn } from "./kit/raw-call.js";

const { context } = createTestContext();
let server: TestServer;
let authorization: { authorization: string };
let event: Awaited<ReturnType<typeof newEvent>>;

beforeAll(async () => {
  server = await listen(context);
  const [organizer] = await newBuyers(context, 1);
  if (organizer === undefined) throw new Error("Somebody has to organize.");
  authorization = { authorization: `Bearer ${organizer.sessionToken}` };
  event = await newEvent(context, organizer, { capacity: 10 });
});
afterAll(async () => {
  await server.close();
  await context.db.close();
});

const procedure = (path: string) => {
  const found = PROCEDURES.find((candidate) => candidate.path === path);
  if (found === undefined) throw new Error(`There is no ${path}.`);
  return found;
};
const call = (path: string, input: unknown) => rawCall(server.origin, procedure(path), input, authorization);

/** No answer may tell how we are built. */
const INTERNALS = /prisma|mongo|node_modules|\.ts\b|\.js:|at \w+ \(|stack|argon2/i;

describe("what is not valid", () => {
  const good = () => ({
    name: "Good",
    description: "Good.",
    venue: "Here",
    dateTime: new Date(Date.now() + DAY_MS).toISOString(),
    timeZone: "Europe/Berlin",
    capacity: 5,
    price: 100,
    currency: "EUR",
    category: "Tests",
  });

  it.each([
    ["a quantity of 0", { ticketQuantity: 0 }],
    ["a quantity of -1", { ticketQuantity: -1 }],
    ["a quantity of 1.5", { ticketQuantity: 1.5 }],
    ["a quantity of 1e9", { ticketQuantity: 1e9 }],
    ["a quantity in words", { ticketQuantity: "two" }],
    ["no quantity", { ticketQuantity: undefined }],
    ["an id that is none", { eventId: "42" }],
    ["an id that is an operator", { eventId: { $gt: "" } }],
    ["an unknown method", { paymentMethod: "barter" }],
    ["an amount of its own", { totalAmount: 1 }],
    ["an unknown field", { isAdmin: true }],
    ["an empty key", { idempotencyKey: "" }],
    ["a huge key", { idempotencyKey: "k".repeat(10_000) }],
  ])("booking.create refuses %s", async (_, change) => {
    const request = { eventId: event.id, ticketQuantity: 1, paymentMethod: "cash", ...change };
    const answer = await call("booking.create", request);
    expect([answer.status, reasonIn(answer)]).toEqual([400, "INVALID_INPUT"]);
    expect(await reconcile(context, event.id)).toMatchObject({ ok: true, bookedTickets: 0 });
  });

  it.each([
    ["an empty name", { name: "   " }, "INVALID_INPUT"],
    ["a huge name", { name: "n".repeat(100_000) }, "INVALID_INPUT"],
    ["a huge description", { description: "d".repeat(20_000) }, "INVALID_INPUT"],
    ["a name with a null byte", { name: "a\u0000b" }, "INVALID_INPUT"],
    ["a name with half a character", { name: "a\ud800b" }, "INVALID_INPUT"],
    ["a date in the past", { dateTime: "2020-01-01T00:00:00Z" }, "EVENT_IN_PAST"],
    ["a date that is none", { dateTime: "tomorrow" }, "INVALID_INPUT"],
    ["a date without a zone", { dateTime: "2030-01-01T00:00:00" }, "INVALID_INPUT"],
    ["a date beyond reckoning", { dateTime: "+275760-09-13T00:00:00.000Z" }, "INVALID_INPUT"],
    ["an unknown time zone", { timeZone: "Mars/Olympus" }, "INVALID_INPUT"],
    ["an unknown currency", { currency: "ABC" }, "INVALID_INPUT"],
    ["a negative price", { price: -1 }, "INVALID_INPUT"],
    ["a price in fractions", { price: 9.99 }, "INVALID_INPUT"],
    ["no capacity", { capacity: 0 }, "INVALID_INPUT"],
    ["a capacity of 1e9", { capacity: 1e9 }, "INVALID_INPUT"],
    ["an availability of its own", { availableTickets: 99 }, "INVALID_INPUT"],
    ["an organizer of its own", { organizerId: "a".repeat(24) }, "INVALID_INPUT"],
  ])("event.create refuses %s", async (_, change, expected) => {
    const before = await context.db.prisma.event.count({ where: { organizerId: event.organizerId } });
    const answer = await call("event.create", { ...good(), ...change });
    expect([answer.status, reasonIn(answer)]).toEqual([400, expected]);
    expect(await context.db.prisma.event.count({ where: { organizerId: event.organizerId } })).toBe(before);
  });

  it("event.create takes a date as a string and names the field that is wrong", async () => {
    expect((await call("event.create", good())).status).toBe(200);
    const { text } = await call("event.create", { ...good(), venue: "" });
    expect(JSON.parse(text).error.json.data.issues).toMatchObject([{ path: "venue" }]);
  });

  it.each([
    ["no address", { email: "" }],
    ["an address that is none", { email: "nobody" }],
    ["a short password", { password: "short12" }],
    ["a huge password", { password: "p".repeat(129) }],
    ["no name", { name: "" }],
    ["a role of its own", { role: "admin" }],
  ])("user.register refuses %s", async (_, change) => {
    const answer = await call("user.register", {
      email: "a@b.example",
      password: "long enough",
      name: "A",
      ...change,
    });
    expect([answer.status, reasonIn(answer)]).toEqual([400, "INVALID_INPUT"]);
  });
});

describe("what is looked for", () => {
  it.each(["\u0000", "a\u0000b", "\ud800"])("may not hold %j", async (search) => {
    for (const path of ["event.list", "event.count", "event.mine"]) {
      const answer = await call(path, { search });
      expect([answer.status, reasonIn(answer)]).toEqual([400, "INVALID_INPUT"]);
    }
  });
});

describe("every procedure", () => {
  const JUNK = [
    "text",
    7,
    [],
    [1],
    true,
    { unknown: 1 },
    { id: "x" },
    { id: null },
    { eventId: ["a"] },
    { limit: 0 },
    { limit: 1e6 },
    { cursor: "nonsense" },
    { __proto__: { id: "a" } },
    { email: { $ne: null }, password: { $ne: null } },
  ];

  it.each(PROCEDURES.map(({ path }) => path))("%s answers junk in its own words", async (path) => {
    for (const headers of [authorization, {}]) {
      for (const junk of JUNK) {
        const answer = await rawCall(server.origin, procedure(path), junk, headers);
        // Those that take no input have nothing to refuse.
        if (answer.status !== 200) {
          expect(answer.status).toBeGreaterThanOrEqual(400);
          expect(answer.status).toBeLessThan(500);
          reasonIn(answer);
        }
        expect(answer.text).not.toMatch(INTERNALS);
      }
    }
  });

  it.each(PROCEDURES.map(({ path }) => path))("%s survives input that is not JSON", async (path) => {
    const { type } = procedure(path);
    for (const broken of [
      "{",
      "",
      "null",
      "\u0000",
      '{"json":',
      '{"json":{},"meta":{"values":{"a":["nonsense"]}}}',
    ]) {
      const answer = await (type === "query"
        ? fetch(`${server.origin}/trpc/${path}?input=${encodeURIComponent(broken)}`, {
            headers: authorization,
          })
        : fetch(`${server.origin}/trpc/${path}`, {
            method: "POST",
            headers: { "content-type": "application/json", ...authorization },
            body: broken,
          }));
      expect(answer.status).toBeLessThan(500);
      expect(await answer.text()).not.toMatch(INTERNALS);
    }
  });
});

describe("what is no call at all", () => {
  const post = (body: string, headers: Record<string, string>, path = "user.login") =>
    fetch(`${server.origin}/trpc/${path}`, { method: "POST", body, headers });

  it.each([
    ["an unknown procedure", () => fetch(`${server.origin}/trpc/event.explode`), 404, "NOT_FOUND"],
    [
      "a mutation sent with GET",
      () => fetch(`${server.origin}/trpc/booking.create`),
      405,
      "METHOD_NOT_ALLOWED",
    ],
    [
      "a body that is too large",
      () => post("x".repeat(300_000), { "content-type": "application/json" }),
      413,
      "REQUEST_TOO_LARGE",
    ],
    [
      "a body of another type",
      () => post("<a/>", { "content-type": "text/xml" }),
      415,
      "UNSUPPORTED_MEDIA_TYPE",
    ],
    [
      "an unknown address, to who asks for JSON",
      () => fetch(`${server.origin}/nowhere`, { headers: { accept: "application/json" } }),
      404,
      "NOT_FOUND",
    ],
  ] as const)("refuses %s", async (_, send, status, reason) => {
    const response = await send();
    const answer = { status: response.status, text: await response.text(), headers: response.headers };
    expect([answer.status, reasonIn(answer)]).toEqual([status, reason]);
    expect(answer.text).not.toMatch(INTERNALS);
  });

  it("refuses what needs somebody to be signed in", async () => {
    const answer = await rawCall(server.origin, procedure("booking.mine"), {});
    expect([answer.status, reasonIn(answer)]).toEqual([401, "UNAUTHENTICATED"]);
  });
});
