import { once } from "node:events";
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";

/** How often backends are looked at, in milliseconds. */
const LOOK_EVERY_MS = 200;
/** How long a backend is looked for, in milliseconds. */
const TRY_FOR_MS = 5_000;

/**
 * A proxy that does what the Caddyfile asks of Caddy: it looks at `/readyz` of each backend, keeps connections open,
 * and tries elsewhere when a connection fails before anything was sent.
 */
export interface SmallProxy {
  readonly origin: string;
  /** Requests that were tried again elsewhere. */
  retried(): number;
  close(): void;
}

export async function startSmallProxy(backends: readonly string[]): Promise<SmallProxy> {
  const agent = new Agent({ keepAlive: true, maxSockets: 32 });
  const ready = new Set(backends);
  let turn = 0;
  let retried = 0;

  async function look(): Promise<void> {
    await Promise.all(
      backends.map(async (backend) => {
        const isReady = await fetch(`${backend}/readyz`, { signal: AbortSignal.timeout(1_000) }).then(
          ({ ok }) => ok,
          () => false,
        );
        if (isReady) ready.add(backend);
        else ready.delete(backend);
      }),
    );
  }
  const looking = setInterval(() => void look(), LOOK_EVERY_MS);

  function send(backend: string, incoming: IncomingMessage, body: Buffer): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const url = new URL(incoming.url ?? "/", backend);
      const { method, headers } = incoming;
      const outgoing = request(url, { method: method ?? "GET", headers, agent }, resolve);
      outgoing.on("error", reject);
      outgoing.end(body);
    });
  }

  async function pass(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(incoming);
    const giveUpAt = Date.now() + TRY_FOR_MS;
    for (;;) {
      const candidates = backends.filter((backend) => ready.has(backend));
      const backend = candidates[turn++ % Math.max(1, candidates.length)];
      try {
        if (backend === undefined) throw Object.assign(new Error("no backend"), { code: "ECONNREFUSED" });
        const answer = await send(backend, incoming, body);
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
        return;
      } catch (error) {
        const isUnsent = error instanceof Error && "code" in error && error.code === "ECONNREFUSED";
        const mayRepeat = isUnsent || incoming.method === "GET";
        if (!mayRepeat || Date.now() > giveUpAt) {
          response.writeHead(502).end(String(error));
          return;
        }
        retried++;
        if (backend !== undefined) ready.delete(backend);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
  }

  const server = createServer((incoming, response) => void pass(incoming, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return {
    origin: `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`,
    retried: () => retried,
    close() {
      clearInterval(looking);
      server.closeAllConnections();
      server.close();
      agent.destroy();
    },
  };
}
