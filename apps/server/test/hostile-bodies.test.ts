import { gzipSync } from "node:zlib";
import { newBuyers } from "@foyer/testing/fixtures";
import { createTestContext } from "@foyer/testing/test-context";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listen, type TestServer } from "./kit/in-process-server.js";
import { PROCEDURES, reasonIn, sendText } from "./kit/raw-call.js";

const { context } = createTestContext();
let lightweight: TestServer;
let stock: TestServer;
let authorization: Record<string, string>;

beforeAll(async () => {
  lightweight = await listen(context);
  stock = await listen(context, {}, { isLightweight: false });
  const [admin] = await newBuyers(context, 1);
  if (admin === undefined) throw new Error("Somebody has to be admin.");
  await context.db.prisma.user.update({ where: { id: admin.id }, data: { role: "admin" } });
  authorization = { authorization: `Bearer ${admin.sessionToken}` };
});
afterAll(async () => {
  await lightweight.close();
  await stock.close();
  await context.db.close();
});

type Procedure = (typeof PROCEDURES)[number];

/** Addresses are at most 16 kB together with all headers, bodies 128 kB. */
const roomOf = ({ type }: Procedure) => (type === "mutation" ? 120_000 : 2_000);

/** The request that held the event loop for a second: typed arrays of ten million numbers. */
function typedArrays(length: number): string {
  const names = Array.from({ length: length / 60 }, (_, index) => `f${index}`);
  const json = Object.fromEntries(names.map((name) => [name, 1e7]));
  const values = Object.fromEntries(names.map((name) => [name, [["typed-array", "Float64Array"]]]));
  return JSON.stringify({ json, meta: { values } });
}

const HOSTILE: readonly (readonly [string, (length: number) => string])[] = [
  ["typed arrays", typedArrays],
  [
    "regular expressions",
    () => JSON.stringify({ json: { id: "/(a+)+$/" }, meta: { values: { id: ["regexp"] } } }),
  ],
  [
    "a whole number of many digits",
    (length) => JSON.stringify({ json: { id: "9".repeat(length) }, meta: { values: { id: ["bigint"] } } }),
  ],
  [
    "sets in sets",
    () => JSON.stringify({ json: { id: [[]] }, meta: { values: { id: ["set", { "0": ["set"] }] } } }),
  ],
];

describe.each(PROCEDURES.map((procedure) => [procedure.path, procedure] as const))("%s", (_, procedure) => {
  it.each(HOSTILE)("refuses annotations that no procedure needs: %s", async (__, make) => {
    const text = make(roomOf(procedure));
    for (const server of [lightweight, stock]) {
      for (const headers of [{}, authorization]) {
        const answer = await sendText(server.origin, procedure, text, headers);
        // Procedures without an input never read it; without a session, most do not get that far.
        if (answer.status === 200) continue;
        expect(["INVALID_INPUT", "UNAUTHENTICATED"]).toContain(reasonIn(answer));
        expect(answer.text.length).toBeLessThan(1_000);
      }
    }
  });

  it.each<[string, (length: number) => string]>([
    ["deep lists", (length) => `{"json":${"[".repeat(length / 2)}${"]".repeat(length / 2)}}`],
    ["deep objects", (length) => `{"json":${'{"a":'.repeat(length / 6)}1${"}".repeat(length / 6)}}`],
    [
      "deep annotations",
      (length) => {
        const deep = (inner: string, depth: number) => `${'{"a":'.repeat(depth)}${inner}${"}".repeat(depth)}`;
        const depth = Math.floor(length / 14);
        return `{"json":${deep("1", depth)},"meta":{"values":${deep('["Date"]', depth)}}}`;
      },
    ],
    [
      "many unknown fields",
      (length) => {
        const names = Array.from({ length: length / 12 }, (_, index) => `f${index}`);
        return JSON.stringify({ json: Object.fromEntries(names.map((name) => [name, 1])) });
      },
    ],
    ["a long list", (length) => JSON.stringify({ json: Array.from({ length: length / 3 }, () => 1) })],
  ])("answers %s shortly and in its own words", async (__, make) => {
    const text = make(roomOf(procedure));
    for (const server of [lightweight, stock]) {
      const answer = await sendText(server.origin, procedure, text, authorization);
      if (answer.status === 200) continue;
      expect(answer.status).toBeLessThan(500);
      reasonIn(answer);
      expect(answer.text.length).toBeLessThan(5_000);
    }
  });
});

describe("a compressed body", () => {
  it("is not unpacked: nine kilobytes may be nine megabytes", async () => {
    const body = gzipSync(JSON.stringify({ json: { email: "a".repeat(9_000_000), password: "x" } }));
    for (const { origin } of [lightweight, stock]) {
      const response = await fetch(`${origin}/trpc/user.login`, {
        method: "POST",
        headers: { "content-type": "application/json", "content-encoding": "gzip" },
        body,
      });
      const answer = { status: response.status, text: await response.text(), headers: response.headers };
      expect([answer.status, reasonIn(answer)]).toEqual([415, "UNSUPPORTED_MEDIA_TYPE"]);
    }
  });
});
