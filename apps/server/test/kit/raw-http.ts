import { once } from "node:events";
import { connect } from "node:net";

/** A request as it goes over the wire, so that anything can be sent, well formed or not. */
export interface WireRequest {
  readonly method: string;
  /** The request target, as it is. */
  readonly target: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Instead of the one that fits. */
  readonly contentLength?: string;
}

/** An answer in full: every header in lower case, the body as bytes in Latin-1. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
}

/** Sends one request on a connection of its own. */
export async function exchange(origin: string, request: WireRequest): Promise<WireAnswer> {
  const { hostname, port } = new URL(origin);
  const socket = connect(Number(port), hostname);
  const body = Buffer.from(request.body ?? "", "utf8");
  const headers = { host: "localhost", connection: "close", ...request.headers };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const length = request.contentLength ?? (request.body === undefined ? undefined : String(body.length));
  if (length !== undefined) lines.push(`content-length: ${length}`);
  const head = `${request.method} ${request.target} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`;
  const chunks: Buffer[] = [];
  socket.on("data", (chunk: Buffer) => chunks.push(chunk));
  socket.write(Buffer.concat([Buffer.from(head, "latin1"), body]));
  await once(socket, "close");
  return parse(Buffer.concat(chunks).toString("latin1"), request.method);
}

function parse(text: string, method: string): WireAnswer {
  const end = text.indexOf("\r\n\r\n");
  const [statusLine = "", ...lines] = text.slice(0, end).split("\r\n");
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  const rest = text.slice(end + 4);
  const isChunked = headers.some(([name, value]) => name === "transfer-encoding" && value === "chunked");
  const body = isChunked && method !== "HEAD" ? withoutChunks(rest) : rest;
  return { status: Number(statusLine.split(" ")[1]), headers, body };
}

function withoutChunks(text: string): string {
  let body = "";
  for (let at = 0; ; ) {
    const lineEnd = text.indexOf("\r\n", at);
    const size = Number.parseInt(text.slice(at, lineEnd), 16);
    if (!(size > 0)) return body;
    body += text.slice(lineEnd + 2, lineEnd + 2 + size);
    at = lineEnd + 2 + size + 2;
  }
}
