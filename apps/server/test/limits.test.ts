import { DEFAULT_RATE_LIMITS } from "@foyer/domain/security/rate-limit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newUser, TEST_PASSWORD, uniqueEmail } from "../../../packages/domain/test/kit/fixtures.js";
import { createTestFoyer } from "../../../packages/domain/test/kit/test-foyer.js";
import { listen, type TestServer } from "./kit/in-process-server.js";
import { rawCall, reasonIn } from "./kit/raw-call.js";

const LOGIN = { path: "user.login", type: "mutation" } as const;
const rateLimits = {
  ...DEFAULT_RATE_LIMITS,
  signInPerIp: { max: 20, windowSeconds: 3_600 },
  signInPerAccount: { max: 5, windowSeconds: 3_600 },
};
const { foyer, clock } = createTestFoyer({ rateLimits });
let server: TestServer;
let other: TestServer;
beforeAll(async () => {
  server = await listen(foyer);
  other = await listen(createTestFoyer({ rateLimits, clock }).foyer);
});
afterAll(async () => {
  await server.close();
  await other.close();
  await foyer.db.close();
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
    const { email } = await newUser(foyer);
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
