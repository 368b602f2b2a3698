import type { lookup } from "node:dns";
import { createServer as createPlainServer, type Server } from "node:http";
import { createServer as createTcpServer, type Socket, type Server as TcpServer } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { readConfig } from "../src/config.js";
import { createWebhookTransport, type TransportParts } from "../src/webhooks/webhook-transport.js";

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const POLICY = { requiresHttps: false, allowsPrivate: false } as const;

function transport(
  parts: TransportParts = {},
  policy: Parameters<typeof createWebhookTransport>[0] = POLICY,
) {
  const made = createWebhookTransport(policy, parts);
  closing.push(() => made.close());
  const send = (url: string, signal = new AbortController().signal) =>
    made.send({ url, headers: { "content-type": "application/json" }, body: "{}" }, signal);
  return { ...made, send };
}

type Find = (name: string, options: unknown, callback: (error: Error | null, found: unknown) => void) => void;

/** As `dns.lookup`, of which the transport asks one form. */
const asLookup = (find: Find) => find as unknown as typeof lookup;

/** A name server of two columns. */
function find(table: Readonly<Record<string, readonly string[]>>): Find {
  return (name, _, callback) => {
    const found = table[name];
    if (found === undefined) return callback(Object.assign(new Error("none"), { code: "ENOTFOUND" }), []);
    callback(
      null,
      found.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })),
    );
  };
}

const names = (table: Parameters<typeof find>[0]) => asLookup(find(table));

async function listening(server: Server | TcpServer, host = "127.0.0.1") {
  const sockets: Socket[] = [];
  server.on("connection", (socket) => sockets.push(socket));
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  closing.push(() => {
    for (const socket of sockets) socket.destroy();
    return new Promise((resolve) => server.close(resolve));
  });
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return { port, connections: () => sockets.length };
}

describe("the transport of webhooks", () => {
  it.each([
    "http://127.0.0.1:8080/",
    "http://[::1]:8080/",
    "http://[::ffff:127.0.0.1]/",
    "http://2130706433/",
    "http://0x7f.1/",
    "http://169.254.169.254/latest/meta-data/",
    "http://10.1.2.3/",
    "http://localhost:8080/",
    "https://LOCALHOST./",
    "http://some.localhost/",
    "https://user:password@receiver.example/",
    "https://receiver.example:22/",
    "http://receiver.example:25/",
    "ftp://receiver.example/",
    "file:///etc/passwd",
    "no address",
  ])("refuses %s before anything is sent", async (url) => {
    const { refuses, send } = transport({ lookup: names({ "receiver.example": ["1.1.1.1"] }) });
    expect(refuses(url)).toBeTypeOf("string");
    expect(await send(url)).toEqual({ kind: "failed", problem: refuses(url) });
  });

  it("takes names that only look like this machine's", () => {
    const { refuses } = transport();
    expect(refuses("https://localhost.example/")).toBeUndefined();
    expect(refuses("https://notlocalhost/")).toBeUndefined();
  });

  it("takes plain HTTP only where HTTPS is not required", () => {
    const strict = transport({}, { requiresHttps: true, allowsPrivate: false });
    expect(strict.refuses("http://receiver.example/")).toBeTypeOf("string");
    expect(strict.refuses("https://receiver.example/")).toBeUndefined();
    expect(transport().refuses("http://receiver.example:8080/")).toBeUndefined();
  });

  it("connects to no name that leads to a private address, not even among public ones", async () => {
    const inside = await listening(createPlainServer((_, response) => response.end()));
    const lookup = names({
      "inside.example": ["127.0.0.1"],
      "mixed.example": ["1.1.1.1", "127.0.0.1"],
      "mapped.example": ["::ffff:127.0.0.1"],
    });
    const { send } = transport({ lookup });
    for (const name of ["inside", "mixed", "mapped"]) {
      expect(await send(`http://${name}.example:${inside.port}/`)).toEqual({
        kind: "failed",
        problem: "The address leads to a network that is not public.",
      });
    }
    expect(inside.connections()).toBe(0);
  });

  it("looks a name up once for a connection, and connects to what was checked", async () => {
    const server = await listening(createPlainServer((_, response) => response.writeHead(204).end()));
    let asked = 0;
    // A name that is public when it is checked, and private when it is called.
    const rebinding = asLookup((...asking) => {
      asked++;
      find({ "turning.example": asked === 1 ? ["127.0.0.1"] : ["127.0.0.2"] })(...asking);
    });
    const { send } = transport({ lookup: rebinding, mayConnect: (address) => address === "127.0.0.1" });
    expect(await send(`http://turning.example:${server.port}/`)).toEqual({ kind: "answered", status: 204 });
    expect(asked).toBe(1);
    expect(server.connections()).toBe(1);
  });

  it("does not follow redirects", async () => {
    const inside = await listening(
      createPlainServer((_, response) => response.end()),
      "127.0.0.2",
    );
    const location = `http://127.0.0.2:${inside.port}/`;
    for (const status of [301, 302, 303, 307, 308]) {
      const server = await listening(
        createPlainServer((_, response) => response.writeHead(status, { location }).end()),
      );
      const { send } = transport({ mayConnect: (address) => address === "127.0.0.1" });
      expect(await send(`http://127.0.0.1:${server.port}/`)).toEqual({ kind: "answered", status });
    }
    expect(inside.connections()).toBe(0);
  });

  it("ends what takes too long, before and after the head of the answer", async () => {
    const silent = await listening(createTcpServer(() => {}));
    const dripping = await listening(
      createPlainServer((_, response) => {
        response.writeHead(200);
        setInterval(() => response.write("."), 50).unref();
      }),
    );
    const { send } = transport({ mayConnect: () => true, wholeMs: 1_500 });
    expect(await send(`http://127.0.0.1:${silent.port}/`)).toEqual({
      kind: "failed",
      problem: "The receiver did not answer in time.",
    });
    // The head came, which a busy machine gets more time for: the rest is thrown away.
    const patient = transport({ mayConnect: () => true, wholeMs: 5_000 });
    expect(await patient.send(`http://127.0.0.1:${dripping.port}/`)).toEqual({
      kind: "answered",
      status: 200,
    });
  });

  it("reads no more than a little of an answer", async () => {
    let written = 0;
    const chunk = Buffer.alloc(65_536);
    const flooding = await listening(
      createPlainServer((_, response) => {
        response.writeHead(200);
        const more = () => {
          while (!response.destroyed && written < 1_000 * chunk.length && response.write(chunk)) {
            written += chunk.length;
          }
          if (!response.destroyed) response.once("drain", more);
        };
        more();
      }),
    );
    const { send } = transport({ mayConnect: () => true });
    expect(await send(`http://127.0.0.1:${flooding.port}/`)).toEqual({ kind: "answered", status: 200 });
    expect(written).toBeLessThan(500 * chunk.length);
  });

  it("tells a stop of this process from a failure, and failures in words without addresses", async () => {
    const silent = await listening(createTcpServer(() => {}));
    const closed = await listening(createTcpServer((socket) => socket.destroy()));
    const { send } = transport({ mayConnect: () => true, lookup: names({}) });
    const stopping = new AbortController();
    const sending = send(`http://127.0.0.1:${silent.port}/`, stopping.signal);
    setTimeout(() => stopping.abort(), 50);
    expect(await sending).toEqual({ kind: "aborted" });
    expect(await send(`http://127.0.0.1:${closed.port}/`)).toEqual({
      kind: "failed",
      problem: "The receiver closed the connection.",
    });
    expect(await send("http://nowhere.example/")).toEqual({
      kind: "failed",
      problem: "The name of the address could not be found.",
    });
    // Plain HTTP where TLS is expected.
    const plain = await listening(createPlainServer((_, response) => response.end()));
    expect(await send(`https://127.0.0.1:${plain.port}/`)).toMatchObject({ kind: "failed" });
  });
});

describe("WEBHOOKS_ALLOW_PRIVATE", () => {
  it("lets tests reach this machine, and is refused in production", () => {
    expect(readConfig({}).webhooks).toEqual({ requiresHttps: false, allowsPrivate: false });
    expect(readConfig({ WEBHOOKS_ALLOW_PRIVATE: "1" }).webhooks.allowsPrivate).toBe(true);
    const production = { NODE_ENV: "production", DATABASE_URL: "mongodb://localhost:27017/foyer" };
    expect(readConfig(production).webhooks).toEqual({ requiresHttps: true, allowsPrivate: false });
    expect(() => readConfig({ ...production, WEBHOOKS_ALLOW_PRIVATE: "1" })).toThrow(
      /WEBHOOKS_ALLOW_PRIVATE/,
    );
    expect(
      transport({}, { requiresHttps: false, allowsPrivate: true }).refuses("http://127.0.0.1:3000/"),
    ).toBe(undefined);
  });
});
