import { once } from "node:events";
import { connect } from "node:net";
import { Writable } from "node:stream";
import { updateEvent } from "@foyer/domain/workflows/update-event";
import { newEvent, newSession, newUser } from "@foyer/testing/fixtures";
import { createTestContext } from "@foyer/testing/test-context";
import type { FastifyInstance } from "fastify";
import { pino } from "pino";
import { afterAll, describe, expect, it } from "vitest";
import { type AppOptions, createApp } from "../src/http/create-app.js";
import { exchange, type WireAnswer, type WireRequest } from "./kit/raw-http.js";

const SHOP = "https://shop.example";
/** What differs from answer to answer. */
const VOLATILE = new Set(["date", "x-request-id"]);

const { context, clock } = createTestContext();
const opened: FastifyInstance[] = [];
afterAll(async () => {
  for (const app of opened) await app.close();
  await context.db.close();
});

async function open({
  config,
  ...options
}: Partial<Omit<AppOptions, "config">> & { readonly config?: Partial<AppOptions["config"]> } = {}) {
  const usual = {
    trustProxy: 0,
    publicUrl: "http://localhost:3000",
    allowedOrigins: [],
    secureCookies: false,
    payments: { kind: "off" as const },
  };
  const app = await createApp(context, {
    log: pino({ level: "silent" }),
    ...options,
    config: { ...usual, ...config },
  });
  opened.push(app);
  const origin = await app.listen({ port: 0, host: "127.0.0.1" });
  return { app, origin };
}

async function eventTarget() {
  const event = await newEvent(context, await newUser(context));
  return targetOf(event.id);
}

function targetOf(id: string): string {
  return `/trpc/event.byId?input=${encodeURIComponent(JSON.stringify({ json: { id } }))}`;
}

/** It is made and stored, then sent from there. */
async function store(origin: string, target: string): Promise<WireAnswer> {
  await exchange(origin, { method: "GET", target });
  return exchange(origin, { method: "GET", target });
}

function lasting({ status, headers, body }: WireAnswer) {
  const kept = headers.filter(([name]) => !VOLATILE.has(name));
  return { status, body, headers: kept.sort(([a], [b]) => a.localeCompare(b)) };
}

const headerOf = ({ headers }: WireAnswer, wanted: string) =>
  headers.find(([name]) => name === wanted)?.[1] ?? "";

describe("what is stored", () => {
  it.each([
    { name: "same origin, http", config: {} },
    { name: "other origins, https", config: { allowedOrigins: [SHOP], secureCookies: true } },
  ])("is sent as if it were made anew, status, headers and bytes ($name)", async ({ config }) => {
    const storing = await open({ config });
    const target = await eventTarget();
    const { sessionToken } = await newSession(context, (await newUser(context)).id);
    const first = await store(storing.origin, target);
    const etag = headerOf(first, "etag");
    expect(etag).toMatch(/^"[\w-]{27}"$/);

    const get = (headers: Record<string, string> = {}): WireRequest => ({ method: "GET", target, headers });
    const plain: WireRequest[] = [
      get(),
      get({ connection: "keep-alive, close" }),
      get({ "if-none-match": etag }),
      get({ "if-none-match": `"other", W/${etag}` }),
      get({ "if-none-match": "*" }),
      get({ "if-none-match": '"other"' }),
      get({ cookie: `foyer_session=${sessionToken}; foyer_refresh=${"x".repeat(43)}` }),
      get({ authorization: `Bearer ${sessionToken}` }),
      get({ accept: "text/html", "accept-encoding": "gzip", "trpc-accept": "application/jsonl" }),
      get({ "content-type": "application/json; charset=utf-8" }),
      get({ "sec-fetch-site": "cross-site", "x-forwarded-for": "203.0.113.9", "x-request-id": "mine" }),
      get({ "accept-version": "1.x" }),
      { ...get({ "content-type": "application/json" }), body: '{"json":1}' },
    ];
    const unusual: WireRequest[] = [
      get({ origin: SHOP }),
      get({ origin: "https://other.example", "if-none-match": etag }),
      get({ accept: "application/jsonl" }),
      get({ "content-type": "text/plain" }),
      { method: "HEAD", target },
      { method: "POST", target, headers: { "content-type": "application/json" }, body: "{}" },
      { method: "OPTIONS", target, headers: { origin: SHOP, "access-control-request-method": "GET" } },
      { method: "GET", target: `${target}&more=1` },
      { method: "GET", target: `${target}#part` },
      { method: "GET", target: target.replace("event", "%65vent") },
      { method: "GET", target: `http://localhost${target}` },
    ];
    for (const request of plain) {
      const answer = await exchange(storing.origin, request);
      const fresh = await open({ config });
      expect(lasting(answer)).toEqual(lasting(await exchange(fresh.origin, request)));
      expect([200, 304]).toContain(answer.status);
      expect(headerOf(answer, "x-request-id")).toMatch(/^[\da-f]{8}-[\da-f-]{27}$/);
    }
    for (const request of unusual) {
      const answer = await exchange(storing.origin, request);
      const fresh = await open({ config });
      expect(lasting(answer)).toEqual(lasting(await exchange(fresh.origin, request)));
    }
  });

  it("is never what was sent to another origin", async () => {
    const { origin } = await open({ config: { allowedOrigins: [SHOP] } });
    const target = await eventTarget();
    const ofShop = { method: "GET", target, headers: { origin: SHOP } };
    for (let i = 0; i < 3; i++) {
      expect(headerOf(await exchange(origin, ofShop), "access-control-allow-origin")).toBe(SHOP);
    }
    const answer = await exchange(origin, { method: "GET", target });
    expect(headerOf(answer, "access-control-allow-origin")).toBe("");
  });

  it("is asked for anew when it is due, old, or of something that changed", async () => {
    // How old an answer is must not depend on how long it takes to ask.
    clock.stop();
    const { origin } = await open();
    const organizer = await newUser(context);
    const event = await newEvent(context, organizer);
    const target = targetOf(event.id);
    const ask = async () => (await exchange(origin, { method: "GET", target })).body;
    const changeUnseen = (name: string) =>
      context.db.prisma.event.update({ where: { id: event.id }, data: { name } });
    for (const [advance, name] of [
      [600, "Newer"],
      [1_001, "Old"],
    ] as const) {
      await store(origin, target);
      await changeUnseen(name);
      expect(await ask()).not.toContain(name);
      clock.advance(advance);
      if (name === "Old") expect(await ask()).toContain(name);
      // Whoever asks when it is due is not kept waiting for the newer one.
      else await expect.poll(ask).toContain(name);
      clock.advance(1_001);
    }
    await store(origin, target);
    await updateEvent(context, organizer, { id: event.id, name: "Another name" });
    expect(await ask()).toContain("Another name");
  });

  it("is counted among all other answers", async () => {
    const { origin } = await open({ metrics: { kind: "loopback" } });
    const target = await eventTarget();
    const etag = headerOf(await store(origin, target), "etag");
    for (let i = 0; i < 3; i++) await exchange(origin, { method: "GET", target });
    for (let i = 0; i < 2; i++) {
      await exchange(origin, { method: "GET", target, headers: { "if-none-match": etag } });
    }
    const { body } = await exchange(origin, { method: "GET", target: "/metrics" });
    const labels = 'method="GET",route="/trpc/event.byId"';
    const name = "foyer_http_request_duration_seconds";
    expect(body).toContain(`${name}_count{${labels},status="200"} 5\n`);
    expect(body).toContain(`${name}_count{${labels},status="304"} 2\n`);
    expect(body).toContain(`${name}_bucket{le="+Inf",${labels},status="304"} 2\n`);
    expect(body).toContain('foyer_http_requests_in_flight{state="running"} 1\n');
  });

  it("is logged like any other answer", async () => {
    const lines: string[] = [];
    const stream = new Writable({
      write(chunk, _encoding, done) {
        lines.push(String(chunk));
        done();
      },
    });
    const { origin } = await open({ log: pino({ level: "info" }, stream) });
    const target = await eventTarget();
    await store(origin, target);
    await exchange(origin, { method: "GET", target });
    const answered = () => lines.map((line) => JSON.parse(line)).flatMap(({ res }) => res ?? []);
    await expect.poll(answered).toHaveLength(3);
    const logged = lines.map((line) => JSON.parse(line));
    const request = { method: "GET", path: "/trpc/event.byId", ip: "127.0.0.1" };
    expect(logged.flatMap(({ req }) => req ?? [])).toEqual([request, request, request]);
    expect(logged.flatMap(({ res }) => res ?? [])).toEqual(Array(3).fill({ statusCode: 200 }));
  });

  it("is refused like any other request when too many are in flight", async () => {
    const { origin } = await open({ maxInFlight: 1 });
    const target = await eventTarget();
    expect((await store(origin, target)).status).toBe(200);
    const slow = await beginSlowly(origin);
    await expect.poll(async () => (await exchange(origin, { method: "GET", target })).status).toBe(503);
    slow.destroy();
    await expect.poll(async () => (await exchange(origin, { method: "GET", target })).status).toBe(200);
  });

  it("is refused while the server closes", async () => {
    const { app, origin } = await open();
    const target = await eventTarget();
    expect((await store(origin, target)).status).toBe(200);
    const begun = once(app.server, "request");
    const busy = await beginSlowly(origin);
    await begun;
    const chunks: Buffer[] = [];
    busy.on("data", (chunk: Buffer) => chunks.push(chunk));
    const closed = app.close();
    await expect.poll(() => app.server.listening).toBe(false);
    busy.write(`}GET ${target} HTTP/1.1\r\nhost: localhost\r\n\r\n`);
    await once(busy, "close");
    await closed;
    const text = Buffer.concat(chunks).toString("latin1");
    const answers = text.split(/(?=HTTP\/1\.1 )/);
    expect(answers.map((answer) => answer.slice(0, 12))).toEqual(["HTTP/1.1 200", "HTTP/1.1 503"]);
    expect(answers[1]).toMatch(/^connection: close\r$/im);
  });
});

/** A request whose body has not come in full. */
async function beginSlowly(origin: string) {
  const socket = connect(Number(new URL(origin).port), "127.0.0.1");
  socket.on("error", () => {});
  await once(socket, "connect");
  const head = ["POST /trpc/user.logout HTTP/1.1", "host: localhost", "content-type: application/json"];
  socket.write(`${head.join("\r\n")}\r\ncontent-length: 2\r\n\r\n{`);
  return socket;
}
