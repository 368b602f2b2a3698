import { createFoyerClient, reasonOf, type Tokens } from "@foyer/client";
import { MINUTE_MS } from "@foyer/contract/time";
import { TEST_PASSWORD, uniqueEmail } from "@foyer/testing/fixtures";
import { createTestContext } from "@foyer/testing/test-context";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listen, type TestServer } from "./kit/in-process-server.js";
import { rawCall, reasonIn } from "./kit/raw-call.js";

const { context } = createTestContext();
let server: TestServer;
beforeAll(async () => {
  server = await listen(context);
});
afterAll(async () => {
  await server.close();
  await context.db.close();
});

const REGISTER = { path: "user.register", type: "mutation" } as const;
const ME = { path: "user.me", type: "query" } as const;
const REFRESH = { path: "user.refresh", type: "mutation" } as const;
const LOGIN = { path: "user.login", type: "mutation" } as const;
const LOGOUT = { path: "user.logout", type: "mutation" } as const;
const person = () => ({ email: uniqueEmail(), password: TEST_PASSWORD, name: "Cookie Person" });

describe("a browser's session", () => {
  it("is cookies that scripts cannot read, refreshed by themselves, and ends with them", async () => {
    const registered = await rawCall(server.origin, REGISTER, person());
    const [session = "", refresh = ""] = registered.headers.getSetCookie();
    expect(session).toMatch(/^foyer_session=[\w-]{43}; HttpOnly; Max-Age=900; Path=\/; SameSite=Lax$/);
    expect(refresh).toMatch(/^foyer_refresh=[\w-]{43}; HttpOnly; Max-Age=2592000; Path=\/; SameSite=Lax$/);
    expect(registered.text).not.toContain("Token");

    const cookies = cookiesOf(registered.headers);
    const me = await rawCall(server.origin, ME, undefined, { cookie: cookies });
    expect(me.text).toContain("Cookie Person");

    // The browser has dropped the session cookie, whose time is over.
    const refreshCookie = refresh.split(";", 1)[0] ?? "";
    const late = await rawCall(server.origin, ME, undefined, { cookie: refreshCookie });
    expect([late.status, reasonIn(late)]).toEqual([401, "UNAUTHENTICATED"]);
    const renewed = await rawCall(server.origin, REFRESH, {}, { cookie: refreshCookie });
    expect(renewed.status).toBe(200);
    expect(renewed.text).not.toContain("Token");
    const renewedCookies = cookiesOf(renewed.headers);
    expect((await rawCall(server.origin, ME, undefined, { cookie: renewedCookies })).status).toBe(200);

    const out = await rawCall(server.origin, LOGOUT, undefined, { cookie: renewedCookies });
    expect(out.headers.getSetCookie().every((cookie) => cookie.includes("Max-Age=0"))).toBe(true);
    const after = await rawCall(server.origin, REFRESH, {}, { cookie: renewedCookies });
    expect([after.status, reasonIn(after)]).toEqual([401, "UNAUTHENTICATED"]);
    expect(after.headers.getSetCookie()).toHaveLength(2);
  });

  it("leaves a third cookie behind, by which the browser gets in while strangers lock the account", async () => {
    const owner = person();
    const registered = await rawCall(server.origin, REGISTER, owner);
    const device = registered.headers.getSetCookie()[2] ?? "";
    expect(device).toMatch(/^foyer_device=[\w-]{86}; HttpOnly; Max-Age=34560000; Path=\/; SameSite=Lax$/);
    const { email, password } = owner;
    const login = (given: string, cookie: string) =>
      rawCall(server.origin, LOGIN, { email, password: given }, { cookie });
    const out = await rawCall(server.origin, LOGOUT, undefined, { cookie: cookiesOf(registered.headers) });
    expect(cookiesOf(out.headers)).not.toContain("foyer_device");
    for (let time = 0; time < 5; time++) expect((await login("a wrong password", "")).status).toBe(401);
    expect((await login(password, "")).status).toBe(401);
    expect((await login(password, device.split(";", 1)[0] ?? "")).status).toBe(200);
  });

  it("does not mind other programs' cookies", async () => {
    for (const cookie of ["other=100%", "foyer_session=%E0%A4%A", "=;;=", "foyer_session"]) {
      const answer = await rawCall(server.origin, { path: "event.list", type: "query" }, {}, { cookie });
      expect(answer.status).toBe(200);
    }
  });
});

describe("a program's session", () => {
  it("is a token in the answer, and no cookie", async () => {
    const registered = await server.client().user.register.mutate({ ...person(), transport: "bearer" });
    if (registered.transport !== "bearer") throw new Error("Bearer was asked for.");
    expect(await server.client(registered.sessionToken).user.me.query()).toMatchObject({
      name: "Cookie Person",
    });
    const refused = await server.client("not-a-token").user.me.query().catch(reasonOf);
    expect(refused).toBe("UNAUTHENTICATED");

    const raw = await rawCall(server.origin, REGISTER, { ...person(), transport: "bearer" });
    expect(raw.headers.getSetCookie()).toEqual([]);
  });

  it("is refreshed silently and once, however many requests are refused", async () => {
    const { context: later, clock } = createTestContext();
    const laterServer = await listen(later);
    const signedIn = await laterServer.client().user.register.mutate({ ...person(), transport: "bearer" });
    if (signedIn.transport !== "bearer") throw new Error("Bearer was asked for.");
    let tokens: Tokens = signedIn;
    let refreshes = 0;
    const client = createFoyerClient({
      url: `${laterServer.origin}/trpc`,
      tokens: {
        get: () => tokens,
        set: (next) => {
          tokens = next;
          refreshes++;
        },
      },
    });
    clock.advance(20 * MINUTE_MS);
    const names = await Promise.all([
      ...Array.from({ length: 5 }, async () => (await client.user.me.query())?.name),
      client.user.updateProfile.mutate({ name: "Cookie Person" }).then(({ name }) => name),
    ]);
    expect(new Set(names)).toEqual(new Set(["Cookie Person"]));
    expect(refreshes).toBe(1);
    await laterServer.close();
    await later.db.close();
  });
});

function cookiesOf(headers: Headers): string {
  return headers
    .getSetCookie()
    .map((cookie) => cookie.split(";", 1)[0])
    .join("; ");
}

describe("health", () => {
  it("says that the process lives and that it can work, with a request id on every answer", async () => {
    const live = await fetch(`${server.origin}/healthz`);
    const ready = await fetch(`${server.origin}/readyz`);
    expect([live.status, await live.json()]).toEqual([200, { status: "ok" }]);
    expect([ready.status, await ready.json()]).toEqual([200, { status: "ready" }]);
    expect(ready.headers.get("x-request-id")).toMatch(/^[\da-f-]{36}$/);
  });
});
