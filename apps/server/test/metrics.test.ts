import { once } from "node:events";
import { connect } from "node:net";
import { createTestContext } from "@foyer/testing/test-context";
import { afterAll, describe, expect, it } from "vitest";
import { readConfig } from "../src/config.js";
import { listen } from "./kit/in-process-server.js";
import { reasonIn } from "./kit/raw-call.js";

const { context } = createTestContext();
afterAll(() => context.db.close());

const TOKEN = "a token of the operator's";
const DATABASE_URL = "mongodb://db:27017/foyer?replicaSet=rs";

describe("metrics", () => {
  it("say how busy each bounded part is, and count answers under names of ours", async () => {
    const server = await listen(context, {}, { metrics: { kind: "loopback" } });
    for (const path of ["event.list", "event.explode", "event.list,event.list?batch=1", `${"x".repeat(50)}`])
      await fetch(`${server.origin}/trpc/${path}`);
    await fetch(`${server.origin}/nowhere/${Math.random()}`);
    const answer = await fetch(`${server.origin}/metrics`);
    const text = await answer.text();
    expect(answer.headers.get("content-type")).toContain("text/plain");
    for (const line of [
      'foyer_transactions{state="running"} 0',
      'foyer_transactions{state="waiting"} 0',
      "foyer_transactions_refused_total",
      "foyer_transactions_retried_total",
      'foyer_passwords{state="waiting"} 0',
      'foyer_session_lookups{state="waiting"} 0',
      'foyer_booking_queue{state="waiting"} 0',
      'foyer_http_requests_in_flight{state="running"} 1',
      "nodejs_eventloop_lag_p99_seconds",
      'foyer_http_request_duration_seconds_count{method="GET",route="/trpc/event.list",status="200"} 1',
      'foyer_http_request_duration_seconds_count{method="GET",route="/trpc batch",status="200"} 1',
      'foyer_http_request_duration_seconds_count{method="GET",route="/trpc other",status="404"} 2',
      'foyer_http_request_duration_seconds_count{method="GET",route="none",status="404"} 1',
    ])
      expect(text).toContain(line);
    expect(text).not.toContain("explode");
    await server.close();
  });

  it("are for this machine's own users", async () => {
    const server = await listen(context, {}, { metrics: { kind: "loopback" } });
    const forwarded = await fetch(`${server.origin}/metrics`, {
      headers: { "x-forwarded-for": "203.0.113.9" },
    });
    expect(forwarded.status).toBe(404);
    await server.close();
  });

  it("are for whoever has the token, where there is one", async () => {
    const server = await listen(context, {}, { metrics: { kind: "token", token: TOKEN } });
    const statusWith = async (authorization?: string) => {
      const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
      return (await fetch(`${server.origin}/metrics`, { headers })).status;
    };
    expect([await statusWith(), await statusWith("Bearer no"), await statusWith(`Bearer ${TOKEN}`)]).toEqual([
      404, 404, 200,
    ]);
    await server.close();
  });

  it("are off in production without a token, and unless somebody asks for them", async () => {
    expect(readConfig({ NODE_ENV: "production", DATABASE_URL }).metrics).toEqual({ kind: "off" });
    expect(readConfig({ NODE_ENV: "production", DATABASE_URL, METRICS_TOKEN: TOKEN }).metrics).toEqual({
      kind: "token",
      token: TOKEN,
    });
    expect(readConfig({}).metrics).toEqual({ kind: "loopback" });
    expect(() => readConfig({ METRICS_TOKEN: "short" })).toThrow("METRICS_TOKEN");
    const server = await listen(context);
    expect((await fetch(`${server.origin}/metrics`)).status).toBe(404);
    await server.close();
  });
});

describe("requests in flight", () => {
  it("are bounded: beyond, they are refused at once and told when to come back; health is always told", async () => {
    const server = await listen(context, {}, { maxInFlight: 2, metrics: { kind: "loopback" } });
    const { port } = new URL(server.origin);
    // Their bodies never come.
    const slow = [1, 2].map(() => connect(Number(port), "127.0.0.1"));
    for (const socket of slow) {
      await once(socket, "connect");
      socket.write(
        "POST /trpc/user.logout HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n{",
      );
    }
    const call = () => fetch(`${server.origin}/trpc/event.list`);
    await expect.poll(async () => (await call()).status).toBe(503);
    const refused = await call();
    const answer = { status: refused.status, text: await refused.text(), headers: refused.headers };
    expect([refused.headers.get("retry-after"), reasonIn(answer)]).toEqual(["1", "BUSY"]);
    expect((await fetch(`${server.origin}/healthz`)).status).toBe(200);
    expect(await (await fetch(`${server.origin}/metrics`)).text()).toMatch(
      /foyer_http_requests_refused_total [1-9]/,
    );
    for (const socket of slow) socket.destroy();
    await expect.poll(async () => (await call()).status).toBe(200);
    await server.close();
  });
});
