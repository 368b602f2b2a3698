import { appRouter } from "@foyer/router/app-router";
import { bookTickets } from "@foyer/testing/bookings";
import { newBuyers, newEvent } from "@foyer/testing/fixtures";
import { createTestContext } from "@foyer/testing/test-context";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listen, type TestServer } from "./kit/in-process-server.js";
import { PROCEDURES, rawCall, reasonIn } from "./kit/raw-call.js";

/** How many inputs, over all procedures and both callers. */
const RUNS = 10_000;
const AT_ONCE = 10;
/** Each part is a test of its own, with a limit of its own. */
const PARTS = [1, 2, 3, 4];

const { context } = createTestContext();
let server: TestServer;
let authorization: Record<string, string>;
/** Ids that are there, so that inputs get past the first look-up. */
let known: string[];

beforeAll(async () => {
  server = await listen(context);
  const [admin, attendee] = await newBuyers(context, 2);
  if (admin === undefined || attendee === undefined) throw new Error("Somebody has to be admin.");
  await context.db.prisma.user.update({ where: { id: admin.id }, data: { role: "admin" } });
  const event = await newEvent(context, admin);
  authorization = { authorization: `Bearer ${admin.sessionToken}` };
  const own = await bookTickets(context, admin, event.id, { paymentMethod: "credit_card" });
  known = [event.id, own.id, (await bookTickets(context, attendee, event.id)).id];
});
afterAll(async () => {
  await server.close();
  await context.db.close();
});

const FIELDS = [
  "id",
  "eventId",
  "userId",
  "email",
  "password",
  "name",
  "description",
  "venue",
  "category",
  "search",
  "cursor",
  "limit",
  "sort",
  "order",
  "from",
  "to",
  "dateTime",
  "timeZone",
  "capacity",
  "price",
  "currency",
  "ticketQuantity",
  "paymentMethod",
  "idempotencyKey",
  "paymentToken",
  "paymentStatus",
  "admission",
  "code",
  "scanId",
  "scannedAt",
  "answer",
  "reason",
  "status",
  "role",
  "isActive",
  "token",
  "newPassword",
  "currentPassword",
  "refreshToken",
  "type",
  "state",
  "when",
  "transport",
  "direction",
  "confirm",
];

/** Values that have broken things before, beside whatever fast-check thinks of. */
const awkward = fc.constantFrom<unknown>(
  "",
  " ",
  "\u0000",
  "a\u0000b",
  "\ud800",
  "\u202e",
  "null",
  "$where",
  ".*(",
  "0".repeat(24),
  "f".repeat(24),
  "2030-01-01T00:00:00Z",
  "+275760-09-13T00:00:00.000Z",
  "Europe/Berlin",
  "EUR",
  "cash",
  "credit_card",
  "tok_ok",
  "tok_action",
  "approve",
  "date",
  "name",
  "price",
  "x".repeat(5_000),
  0,
  -1,
  1.5,
  1e9,
  2 ** 31,
  2 ** 53,
  -0,
  true,
  null,
  [],
  {},
  { $gt: "" },
  ["a", 1],
  Buffer.from('[1e300,"ffffffffffffffffffffffff"]').toString("base64url"),
  Buffer.from('[8640000000000000,"ffffffffffffffffffffffff"]').toString("base64url"),
  Buffer.from('["2030-01-01T00:00:00.000Z","ffffffffffffffffffffffff"]').toString("base64url"),
);
const value = fc.oneof(
  { weight: 5, arbitrary: awkward },
  { weight: 2, arbitrary: fc.string({ unit: "binary", maxLength: 30 }) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
  { weight: 2, arbitrary: fc.nat().map((index) => known[index % known.length]) },
);
const object = fc.dictionary(fc.constantFrom(...FIELDS), value, { maxKeys: 9 });
const input = fc.oneof(
  { weight: 6, arbitrary: object },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
  { weight: 1, arbitrary: fc.string({ unit: "binary" }) },
);

/** What must never leave: secrets by name or form, and how we are built. */
const LEAK =
  /argon2|"password":|"(?:sessionId|previousRefreshToken|sealedSuccessor|tokenHash|providerId|lastProblem|idempotencyKey)":|"[0-9a-f]{64}"|prisma|node_modules|at .*\.js:\d+|E11000/i;
/** The only answer that holds credentials is a program's own sign-in. */
const MAY_HAND_OVER = new Set([
  "user.login",
  "user.signInWithLink",
  "user.signInWithCode",
  "user.register",
  "user.refresh",
]);

describe(`${RUNS} inputs of any kind`, () => {
  it.each(PARTS)("bring no fault, no hang and no leak, from nobody and from an admin: part %i", async () => {
    const call = fc.record({ procedure: fc.constantFrom(...PROCEDURES), input, isAdmin: fc.boolean() });
    let sent = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(call, { minLength: AT_ONCE, maxLength: AT_ONCE }), async (calls) => {
        await Promise.all(
          calls.map(async ({ procedure, input: sentInput, isAdmin }) => {
            // An admin who signs out, or is demoted, would test nothing any more.
            if (isAdmin && procedure.path === "user.logout") return;
            sent++;
            const answer = await rawCall(server.origin, procedure, sentInput, isAdmin ? authorization : {});
            if (answer.status !== 200) {
              expect([answer.status, procedure.path, answer.text]).toSatisfy(
                ([status]: [number]) => status >= 400 && status < 500,
              );
              reasonIn(answer);
            }
            expect(answer.text).not.toMatch(LEAK);
            // Whoever has it can make tickets.
            if (procedure.path !== "event.door") expect(answer.text).not.toContain("ticketKey");
            if (!MAY_HAND_OVER.has(procedure.path)) expect(answer.text).not.toContain('refreshToken":"');
          }),
        );
      }),
      { numRuns: RUNS / AT_ONCE / PARTS.length, endOnFailure: true },
    );
    expect(sent).toBeGreaterThan((RUNS / PARTS.length) * 0.9);
  });

  it("cannot be answered with a password by any procedure: none has one in its output", () => {
    for (const [path, procedure] of Object.entries(appRouter._def.procedures)) {
      const { output } = (procedure as unknown as { _def: { output?: unknown } })._def;
      expect([path, output]).toEqual([path, expect.anything()]);
      expect([path, JSON.stringify(output)]).not.toEqual([path, expect.stringMatching(/"password"/)]);
    }
  });
});
