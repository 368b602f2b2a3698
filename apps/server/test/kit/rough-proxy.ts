import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

/** What a proxy does with a request. */
export type Fault =
  | "pass"
  /** The connection is cut before the server gets it. */
  | "cut-before"
  /** The server carries it out, and the connection is cut before any of its answer. */
  | "cut-after"
  /** The same, in the middle of the answer. */
  | "cut-within"
  /** The answer comes later than the client waits. */
  | "delay"
  /** The server gets it twice at once. */
  | "duplicate"
  /** The server gets it again after it has answered it. */
  | "duplicate-later"
  /** The proxy's own page, without asking the server. */
  | "page-502"
  /** The same, after the server has carried it out. */
  | "page-504"
  /** The proxy asks to come back later. */
  | "page-503";

export interface RoughProxy {
  readonly origin: string;
  /** How often it did what. */
  readonly done: Map<Fault, number>;
  /** The requests that reached the server, as method and path. */
  readonly forwarded: string[];
  close(): Promise<void>;
}

interface Request {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

interface UpstreamAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Buffer;
}

/** A proxy before a server that fails as `choose` says, request by request. */
export async function startRoughProxy(
  target: string,
  choose: (url: string) => Fault,
  { delayMs = 0 } = {},
): Promise<RoughProxy> {
  const done = new Map<Fault, number>();
  const forwarded: string[] = [];

  async function forward({ method, url, headers, body }: Request): Promise<UpstreamAnswer> {
    forwarded.push(`${method} ${url.split("?")[0]}`);
    const { authorization, "content-type": type } = headers;
    const answer = await fetch(`${target}${url}`, {
      method,
      headers: { ...(authorization && { authorization }), ...(type && { "content-type": type }) },
      ...(method === "GET" ? {} : { body: new Uint8Array(body) }),
    });
    return { status: answer.status, headers: answer.headers, body: Buffer.from(await answer.arrayBuffer()) };
  }

  async function serve(fault: Fault, request: Request, response: ServerResponse): Promise<void> {
    switch (fault) {
      case "cut-before":
        response.destroy();
        return;
      case "page-502":
        page(response, 502);
        return;
      case "page-503":
        response.setHeader("retry-after", "0");
        page(response, 503);
        return;
      case "cut-after":
        await forward(request);
        response.destroy();
        return;
      case "page-504":
        await forward(request);
        page(response, 504);
        return;
      case "cut-within":
        cut(response, await forward(request));
        return;
      case "delay": {
        const answer = await forward(request);
        await new Promise((resolve) => setTimeout(resolve, delayMs));
        send(response, answer);
        return;
      }
      case "duplicate": {
        const [first] = await Promise.all([forward(request), forward(request)]);
        send(response, first);
        return;
      }
      case "duplicate-later":
        await forward(request);
        send(response, await forward(request));
        return;
      case "pass":
        send(response, await forward(request));
    }
  }

  const server = createServer(async (incoming, response) => {
    const { method = "GET", url = "/", headers } = incoming;
    const body = await buffer(incoming).catch(() => undefined);
    // The client gave up while its request was read.
    if (body === undefined) return;
    const request = { method, url, headers, body };
    const fault = choose(url);
    done.set(fault, (done.get(fault) ?? 0) + 1);
    await serve(fault, request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    done,
    forwarded,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function page(response: ServerResponse, status: number): void {
  response.writeHead(status, { "content-type": "text/html" }).end(`<html><h1>${status}</h1></html>`);
}

function send(response: ServerResponse, { status, headers, body }: UpstreamAnswer): void {
  response.writeHead(status, answerHeaders(headers)).end(body);
}

function cut(response: ServerResponse, { status, headers, body }: UpstreamAnswer): void {
  response.writeHead(status, { ...answerHeaders(headers), "content-length": body.length });
  response.write(body.subarray(0, body.length / 2), () => response.destroy());
}

function answerHeaders(headers: Headers): Record<string, string> {
  const kept = ["content-type", "x-request-id", "retry-after"];
  return Object.fromEntries(
    kept.flatMap((name) => (headers.has(name) ? [[name, headers.get(name) ?? ""]] : [])),
  );
}
