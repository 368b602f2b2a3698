import { once } from "node:events";
import { connect } from "node:net";
import { initTRPC, TRPCError } from "@trpc/server";
import { type FastifyInstance, fastify } from "fastify";
import superjson from "superjson";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { mountTrpc } from "../src/http/mount-api.js";
import type { FailedCall, TrpcMount } from "../src/http/trpc/answer-simple-call.js";
import { exchange, type WireAnswer, type WireRequest } from "./kit/raw-http.js";

interface TestContext {
  readonly who: string;
}

/** Tells what becomes of calls whose caller goes away. */
const heard = { started: () => {}, aborted: (_reason: unknown) => {} };

const t = initTRPC.context<TestContext>().create({
  transformer: superjson,
  isDev: false,
  errorFormatter({ shape, error, input, ctx, type, path }) {
    if (error.message === "format me not") throw new Error("The formatter is broken.");
    return { ...shape, data: { ...shape.data, input, who: ctx?.who ?? null, type, at: path ?? null } };
  },
});

/** Procedures that do what ours do not. */
const router = t.router({
  echo: t.procedure.input(z.unknown()).query(({ input }) => input),
  strict: t.procedure.input(z.object({ n: z.number() })).query(({ input }) => input),
  twice: t.procedure
    .input(z.object({ a: z.string() }))
    .input(z.object({ b: z.string() }))
    .mutation(({ input }) => input),
  nothing: t.procedure.query(() => undefined),
  nil: t.procedure.query(() => null),
  rich: t.procedure.query(() => ({
    at: new Date(0),
    big: 10n,
    map: new Map([["k", new Set([1])]]),
    none: undefined,
  })),
  list: t.procedure.query(() => [new Date(0)]),
  text: t.procedure.mutation(() => "ü\u2028"),
  throws: t.procedure.mutation(() => {
    throw new Error("A fault.");
  }),
  throwsText: t.procedure.query(() => {
    throw "text";
  }),
  refuses: t.procedure.input(z.unknown()).query(() => {
    throw new TRPCError({ code: "TOO_MANY_REQUESTS", message: "Slowly." });
  }),
  own: t.procedure.query(({ ctx }) => ctx.who),
  unreadable: t.procedure.query(() => ({
    get value() {
      throw new Error("Nobody may look.");
    },
  })),
  unwritable: t.procedure.query(() => ({ toJSON: () => Promise.resolve(1), fn: () => 1 })),
  brokenFormat: t.procedure.query(() => {
    throw new Error("format me not");
  }),
  streams: t.procedure.query(async function* () {
    yield 1;
  }),
  promises: t.procedure.query(() => ({ later: Promise.resolve(1) })),
  subscribes: t.procedure.subscription(async function* () {
    yield 1;
  }),
  waits: t.procedure.mutation(async ({ signal }) => {
    heard.started();
    await new Promise((resolve) => signal?.addEventListener("abort", resolve));
    heard.aborted(signal?.reason);
  }),
  nested: t.router({ deep: t.procedure.query(() => "deep") }),
});

const failures = { lightweight: [] as string[], stock: [] as string[] };
const mountFor = (name: keyof typeof failures): TrpcMount<typeof router> => ({
  router,
  prefix: "/trpc",
  maxBatchSize: 5,
  async createContext({ headers }, reply) {
    if (headers["x-nobody"] !== undefined) throw new Error("Nobody knows who this is.");
    reply.header("x-context", "made");
    return { who: String(headers["x-who"] ?? "nobody") };
  },
  headersOf: (errors) => ({ "x-errors": errors.map(({ code }) => code).join("-") || "none" }),
  onError: ({ error, path }: FailedCall) => failures[name].push(`${path}: ${error.code}: ${error.message}`),
});

const origins = { lightweight: "", stock: "" };
const apps: FastifyInstance[] = [];
beforeAll(async () => {
  for (const name of ["lightweight", "stock"] as const) {
    const app = fastify({ forceCloseConnections: true });
    await mountTrpc(app, mountFor(name), name === "lightweight");
    origins[name] = await app.listen({ port: 0, host: "127.0.0.1" });
    apps.push(app);
  }
});
afterAll(() => Promise.all(apps.map((app) => app.close())));

const FRAMING = new Set(["date", "content-length", "transfer-encoding"]);
const lasting = ({ status, headers, body }: WireAnswer) => ({
  status,
  body,
  headers: headers.filter(([name]) => !FRAMING.has(name)).sort(([a], [b]) => a.localeCompare(b)),
});

const paths = [
  ...Object.keys(router._def.procedures),
  "subscribes",
  "nested",
  "nested.deep",
  "__proto__",
  "valueOf",
];
const inputs = [
  "",
  "{}",
  '{"json":{"n":1}}',
  '{"json":{"a":"x","b":"y"}}',
  '{"json":null}',
  "[",
  '{"0":{"json":{"n":1}}}',
];
const requests = paths
  .filter((path) => path !== "waits" && path !== "subscribes")
  .flatMap((path) =>
    inputs.flatMap((input): WireRequest[] => {
      const target = `/trpc/${path}`;
      const search = `input=${encodeURIComponent(input)}`;
      const json = { "content-type": "application/json" };
      return [
        { method: "GET", target: `${target}?${search}`, headers: { "x-who": "me" } },
        { method: "GET", target: `${target}?batch=1&${search}` },
        { method: "GET", target: `${target}?${search}`, headers: { "x-nobody": "1" } },
        { method: "POST", target, headers: json, body: input },
        { method: "POST", target, headers: { ...json, "x-nobody": "1" }, body: input },
      ];
    }),
  );

describe("procedures that ours are not", () => {
  it("are answered, and their failures told, as by tRPC's own adapter", async () => {
    for (const request of requests) {
      const [ours, theirs] = await Promise.all([
        exchange(origins.lightweight, request),
        exchange(origins.stock, request),
      ]);
      expect({ ...request, ...lasting(ours) }).toEqual({ ...request, ...lasting(theirs) });
      expect(failures.lightweight).toEqual(failures.stock);
      failures.lightweight.length = 0;
      failures.stock.length = 0;
    }
    expect(requests.length).toBeGreaterThan(500);
  });

  it("are streamed by tRPC's own adapter", async () => {
    const leaving = new AbortController();
    const stream = await fetch(`${origins.lightweight}/trpc/subscribes`, { signal: leaving.signal });
    expect(stream.headers.get("content-type")).toBe("text/event-stream");
    leaving.abort();
  });

  it.each(["lightweight", "stock"] as const)("learn that their caller went away: %s", async (name) => {
    const started = new Promise<void>((resolve) => {
      heard.started = resolve;
    });
    const aborted = new Promise<unknown>((resolve) => {
      heard.aborted = resolve;
    });
    const { port } = new URL(origins[name]);
    const socket = connect(Number(port), "127.0.0.1");
    await once(socket, "connect");
    socket.write(
      "POST /trpc/waits HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}",
    );
    await started;
    socket.destroy();
    expect(await aborted).toMatchObject({ name: "AbortError", message: "This operation was aborted" });
  });
});
