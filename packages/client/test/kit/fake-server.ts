import { type ConnectionOptions, createFoyerClient, type ErrorCode } from "@foyer/client";
import { readWireFormat, writeWireFormat } from "@foyer/contract/wire-format";

/** A call as the server gets it. */
export interface SentCall {
  readonly path: string;
  // biome-ignore lint/suspicious/noExplicitAny: each test knows what it sends
  readonly input: any;
  /** The bearer token. */
  readonly token: string | undefined;
}

/** What a call is answered with: data, a refusal, or any HTTP answer. Never settled, it stays without an answer. */
export type Reply = unknown | Refused | Response;

class Refused {
  readonly reason: ErrorCode;
  readonly details: object;
  readonly headers: Record<string, string>;

  constructor(reason: ErrorCode, details: object, headers: Record<string, string>) {
    this.reason = reason;
    this.details = details;
    this.headers = headers;
  }
}

export function refused(reason: ErrorCode, details: object = {}, headers: Record<string, string> = {}) {
  return new Refused(reason, details, headers);
}

/** A proxy's page. */
export function page(status: number, headers: Record<string, string> = {}): Response {
  return new Response("<html>Bad gateway</html>", { status, headers });
}

/** A client whose requests are answered by a function, and everything that was sent, in order. */
export function serving(answer: (call: SentCall) => Reply, options: Partial<ConnectionOptions> = {}) {
  const sent: SentCall[] = [];
  const aborted: string[] = [];
  const fetch: typeof globalThis.fetch = async (request, init) => {
    const { pathname, searchParams } = new URL(String(request));
    const paths = pathname.replace("/trpc/", "").split(",");
    const isBatch = searchParams.has("batch");
    const inputs: unknown = JSON.parse(searchParams.get("input") ?? String(init?.body ?? "null"));
    const calls = paths.map((path, index) => ({
      path,
      input: readWireFormat(isBatch ? Reflect.get(inputs as object, index) : inputs),
      token: new Headers(init?.headers).get("authorization")?.replace("Bearer ", ""),
    }));
    sent.push(...calls);
    const replies = await unlessAborted(Promise.all(calls.map(answer)), init?.signal, () =>
      aborted.push(...paths),
    );
    const raw = replies.find((reply) => reply instanceof Response);
    if (raw !== undefined) return raw;
    const bodies = replies.map(bodyOf);
    const [first] = replies;
    const status = isBatch ? 207 : first instanceof Refused ? 409 : 200;
    const headers = { "x-request-id": "req-1", ...(first instanceof Refused && first.headers) };
    return Response.json(isBatch ? bodies : bodies[0], { status, headers });
  };
  const client = createFoyerClient({ url: "http://foyer.test/trpc", fetch, ...options });
  return { client, sent, aborted, paths: () => sent.map(({ path }) => path) };
}

function bodyOf(reply: Reply): object {
  if (!(reply instanceof Refused)) return { result: { data: writeWireFormat(reply) } };
  const data = { code: "CONFLICT", httpStatus: 409, reason: reply.reason, ...reply.details };
  return { error: writeWireFormat({ message: reply.reason, code: -32_000, data }) };
}

function unlessAborted<Result>(
  promise: Promise<Result>,
  signal: AbortSignal | null | undefined,
  onAbort: () => void,
): Promise<Result> {
  return new Promise((resolve, reject) => {
    let isOver = false;
    promise.then(resolve, reject).finally(() => {
      isOver = true;
    });
    signal?.addEventListener("abort", () => {
      if (!isOver) onAbort();
      reject(signal.reason);
    });
  });
}

/** A call that never gets an answer. */
export const NEVER = new Promise<never>(() => {});

/** The connection breaks before an answer. */
export function lost(): never {
  throw new TypeError("fetch failed");
}

/** What a call is rejected with; fails if it is not. */
export async function failure(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    (answer) => {
      throw new Error(`The call was answered: ${JSON.stringify(answer)}`);
    },
    (error: unknown) => error,
  );
}
