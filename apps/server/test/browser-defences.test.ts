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

const LOGOUT = { path: "user.logout", type: "mutation" } as const;

describe("every answer", () => {
  it("of the API tells browsers that there is nothing to run or to show in it", async () => {
    for (const path of ["/trpc/event.list", "/trpc/event.list", "/trpc/user.me", "/trpc/nonsense"]) {
      const { headers } = await fetch(`${server.origin}${path}`);
      expect(headers.get("content-type")).toMatch(/^application\/json/);
      expect(headers.get("content-security-policy")).toBe("default-src 'none';frame-ancestors 'none'");
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("x-frame-options")).toBe("DENY");
      expect(headers.get("cross-origin-resource-policy")).toBe("same-origin");
      expect(headers.get("access-control-allow-origin")).toBeNull();
    }
  });

  it("of everything else tells browsers what they may do with it", async () => {
    for (const path of ["/healthz", "/nowhere", "/trpc"]) {
      const { headers } = await fetch(`${server.origin}${path}`);
      const policy = headers.get("content-security-policy") ?? "";
      // Only WebAssembly may be compiled: that reads QR codes at the door.
      expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval'");
      expect(policy).not.toMatch(/script-src[^;]*'unsafe-(inline|eval)'/);
      expect(policy).toContain("frame-ancestors 'none'");
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("x-frame-options")).toBe("DENY");
      expect(headers.get("referrer-policy")).toBe("strict-origin-when-cross-origin");
      expect(headers.get("cross-origin-opener-policy")).toBe("same-origin");
      expect(headers.get("cross-origin-resource-policy")).toBe("same-origin");
      expect(headers.get("access-control-allow-origin")).toBeNull();
    }
  });

  it("asks for TLS, and guards its cookies with it, where people reach us that way", async () => {
    const { context: secure } = createTestContext({ secureCookies: true });
    const secureServer = await listen(secure, { secureCookies: true });
    const person = { email: uniqueEmail(), password: TEST_PASSWORD, name: "Secure" };
    const answer = await rawCall(secureServer.origin, { path: "user.register", type: "mutation" }, person);
    expect(answer.headers.get("strict-transport-security")).toContain("max-age=31536000");
    const cookies = answer.headers.getSetCookie();
    expect(cookies.map((cookie) => cookie.split("=", 1)[0])).toEqual([
      "__Host-foyer_session",
      "__Host-foyer_refresh",
      "__Host-foyer_device",
    ]);
    for (const cookie of cookies) expect(cookie).toContain("Secure");
    await secureServer.close();
    await secure.db.close();
  });
});

describe("a request that changes something and has a cookie", () => {
  const send = (headers: Record<string, string>) =>
    rawCall(server.origin, LOGOUT, undefined, { cookie: "foyer_session=x", ...headers });

  it.each([
    ["another site", { origin: "https://evil.example" }],
    ["a page without an origin", { origin: "null" }],
    ["another port", { origin: "http://localhost:9999" }],
    ["another site, by its fetch metadata", { "sec-fetch-site": "cross-site" }],
  ])("is refused from %s", async (_, headers) => {
    const answer = await send(headers);
    expect([answer.status, reasonIn(answer)]).toEqual([403, "ORIGIN_NOT_ALLOWED"]);
  });

  it("is carried out for the app itself, and for programs", async () => {
    const own: Record<string, string>[] = [
      { origin: server.origin },
      { origin: "http://localhost:3000" },
      {},
    ];
    for (const headers of own) {
      expect((await send(headers)).status).toBe(200);
    }
  });

  it("is refused when it is not JSON, whatever it says it is", async () => {
    for (const type of [
      "text/plain",
      "application/x-www-form-urlencoded",
      "multipart/form-data; boundary=x",
      "application/jsonx",
    ]) {
      const response = await fetch(`${server.origin}/trpc/user.logout`, {
        method: "POST",
        headers: { "content-type": type },
        body: "{}",
      });
      expect(response.status).toBe(415);
    }
  });
});

describe("what is not quite HTTP", () => {
  it.each([
    ["an address that cannot be decoded", "/%zz", 400],
    ["a procedure that cannot be decoded", "/trpc/%zz", 400],
    ["a procedure with a name as long as a book", `/trpc/${"x".repeat(3_000)}`, 413],
  ])("is answered in our own words: %s", async (_, path, status) => {
    const response = await fetch(`${server.origin}${path}`);
    const text = await response.text();
    reasonIn({ status: response.status, text, headers: response.headers });
    expect(response.status).toBe(status);
    expect(text).not.toMatch(/FST_|xxx/);
  });
});
