import { connect as connectSocket } from "node:net";

/** A request that takes longer is counted as lost, in milliseconds. */
const PATIENCE_MS = 60_000;

const END_OF_HEAD = "\r\n\r\n";
const END_OF_CHUNKS = "\r\n0\r\n\r\n";

/**
 * A keep-alive connection for one request at a time. A general HTTP client costs as much per request as a bare Fastify,
 * so on two cores the client would be what is measured; this one only writes and reads.
 *
 * @param {string} origin
 */
export function connect(origin) {
  const { hostname, port, host } = new URL(origin);
  const written = new Map();
  let socket;
  let received = [];
  /** Settles the request in flight. */
  let settle;

  function open() {
    socket = connectSocket({ host: hostname, port: Number(port), noDelay: true });
    socket.setTimeout(PATIENCE_MS, () => socket.destroy(new Error("It took too long.")));
    socket.on("data", (bytes) => {
      received.push(bytes);
      const answer = readAnswer(received.length === 1 ? bytes : Buffer.concat(received));
      if (answer === undefined) return;
      received = [];
      settle?.(answer);
    });
    let problem = "The connection was closed.";
    socket.on("error", (error) => {
      problem = error.message;
    });
    socket.on("close", () => {
      received = [];
      socket = undefined;
      settle?.({ status: 0, text: () => problem });
    });
  }

  /** The bytes of a request; those of repeated requests are cached. */
  function bytesOf(request) {
    const known = written.get(request);
    if (known !== undefined) return known;
    const bytes = toBytes(request, host);
    if (request.isRepeated) written.set(request, bytes);
    return bytes;
  }

  return {
    /** Sends a request; the one before must be answered. A lost one resolves with status 0. */
    send(request) {
      const bytes = bytesOf(request);
      const startedAt = performance.now();
      if (socket === undefined) open();
      return new Promise((resolve) => {
        settle = (answer) => {
          settle = undefined;
          resolve({ ...answer, ms: performance.now() - startedAt });
        };
        socket.write(bytes);
      });
    },
    close: () => socket?.destroy(),
  };
}

/**
 * A pool of connections. Requests that find none of them free wait in order, and that counts.
 */
export function connectMany(origin, count) {
  const free = Array.from({ length: count }, () => connect(origin));
  const all = [...free];
  const waiting = [];
  return {
    async send(request) {
      const startedAt = performance.now();
      const connection = free.shift() ?? (await new Promise((resolve) => waiting.push(resolve)));
      const answer = await connection.send(request);
      const next = waiting.shift();
      if (next === undefined) free.push(connection);
      else next(connection);
      return { ...answer, ms: performance.now() - startedAt };
    },
    close() {
      for (const connection of all) connection.close();
    },
  };
}

function toBytes({ method, path, headers = {}, body }, host) {
  const lines = [`${method} ${path} HTTP/1.1`, `host: ${host}`];
  for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`);
  if (body !== undefined) lines.push(`content-length: ${Buffer.byteLength(body)}`);
  return Buffer.from(`${lines.join("\r\n")}${END_OF_HEAD}${body ?? ""}`);
}

/** Parses a response; undefined while it is incomplete. */
function readAnswer(bytes) {
  const headEnd = bytes.indexOf(END_OF_HEAD);
  if (headEnd === -1) return undefined;
  const head = bytes.latin1Slice(0, headEnd);
  const bodyStart = headEnd + END_OF_HEAD.length;
  const status = Number(head.slice(9, 12));
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  const isChunked = length === undefined && /\r\ntransfer-encoding: *chunked/i.test(head);
  const isThere = isChunked
    ? bytes.subarray(headEnd).includes(END_OF_CHUNKS)
    : bytes.length >= bodyStart + Number(length ?? 0);
  if (!isThere) return undefined;
  return {
    status,
    retryAfter: /\r\nretry-after: *(\d+)/i.exec(head)?.[1],
    // Decoded on demand. A chunked body still has its chunk lengths in it.
    text: () => bytes.toString("utf8", bodyStart),
  };
}
