import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TEST_PASSWORD, uniqueEmail } from "../../../packages/domain/test/kit/fixtures.js";
import { createTestFoyer } from "../../../packages/domain/test/kit/test-foyer.js";
import { listen, type TestServer } from "./kit/in-process-server.js";
import { rawCall } from "./kit/raw-call.js";

const { foyer } = createTestFoyer();
let server: TestServer;
beforeAll(async () => {
  server = await listen(foyer);
});
afterAll(async () => {
  await server.close();
  await foyer.db.close();
});

const REGISTER = { path: "user.register", type: "mutation" } as const;
const ME = { path: "user.me", type: "query" } as const;
const LOGOUT = { path: "user.logout", type: "mutation" } as const;
const person = () => ({ email: uniqueEmail(), password: TEST_PASSWORD, name: "Cookie Person" });

describe("a browser's session", () => {
  it("is a cookie that scripts cannot read, and ends with it", async () => {
    const registered = await rawCall(server.origin, REGISTER, person());
    const setCookie = registered.headers.get("set-cookie") ?? "";
    expect(setCookie).toMatch(/^foyer_session=[\w-]{43}; HttpOnly; Max-Age=\d+; Path=\/; SameSite=Lax$/);
    expect(registered.text).not.toContain("Token");

    const cookie = setCookie.split(";", 1)[0] ?? "";
    const me = await rawCall(server.origin, ME, undefined, { cookie });
    expect(me.text).toContain("Cookie Person");

    const out = await rawCall(server.origin, LOGOUT, undefined, { cookie });
    expect(out.headers.get("set-cookie")).toContain("Max-Age=0");
    const after = await rawCall(server.origin, ME, undefined, { cookie });
    expect(JSON.parse(after.text).result.data.json).toBeNull();
    expect(after.headers.get("set-cookie")).toContain("Max-Age=0");
  });
});

describe("a program's session", () => {
  it("is a token in the answer, and no cookie", async () => {
    const registered = await server.client().user.register.mutate({ ...person(), transport: "bearer" });
    if (registered.transport !== "bearer") throw new Error("Bearer was asked for.");
    expect(await server.client(registered.sessionToken).user.me.query()).toMatchObject({
      name: "Cookie Person",
    });
    expect(await server.client("not-a-token").user.me.query()).toBeNull();

    const raw = await rawCall(server.origin, REGISTER, { ...person(), transport: "bearer" });
    expect(raw.headers.get("set-cookie")).toBeNull();
  });
});

describe("health", () => {
  it("says that the process lives and that it can work, with a request id on every answer", async () => {
    const live = await fetch(`${server.origin}/healthz`);
    const ready = await fetch(`${server.origin}/readyz`);
    expect([live.status, await live.json()]).toEqual([200, { status: "ok" }]);
    expect([ready.status, await ready.json()]).toEqual([200, { status: "ready" }]);
    expect(ready.headers.get("x-request-id")).toMatch(/^[\da-f-]{36}$/);
  });
});
