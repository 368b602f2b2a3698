import type { AppRouter } from "@foyer/client/trpc";
import type { ErrorCode } from "@foyer/contract/error-codes";
import { TRPCClientError, type TRPCLink } from "@trpc/client";
import { observable } from "@trpc/server/observable";

/** A call as the server gets it. */
export interface SentCall {
  readonly path: string;
  // biome-ignore lint/suspicious/noExplicitAny: each test knows what its hook sends
  readonly input: any;
}

/** How the server answers a call; thrown errors are answered as they are. */
export type Handler = (input: SentCall["input"]) => unknown;

/** A server in this process: answers calls by their path and keeps what it was sent, in order. */
export class FakeApi {
  readonly sent: SentCall[] = [];
  readonly #handlers = new Map<string, Handler>();

  /** Answers a procedure from now on. Without a handler a call stays without an answer. */
  on(path: string, handler: Handler): void {
    this.#handlers.set(path, handler);
  }

  /** The inputs of all calls of a procedure. */
  inputs(path: string): SentCall["input"][] {
    return this.sent.filter((call) => call.path === path).map(({ input }) => input);
  }

  /** Sends calls here instead of over the network. */
  link(): TRPCLink<AppRouter> {
    return () =>
      ({ op: { path, input } }) =>
        observable((observer) => {
          this.sent.push({ path, input });
          const handler = this.#handlers.get(path);
          if (handler === undefined) return;
          Promise.resolve(input)
            .then(handler)
            .then((data) => {
              observer.next({ result: { type: "data", data } });
              observer.complete();
            })
            .catch((error) => observer.error(TRPCClientError.from(error)));
        });
  }
}

/** An error that the server answers, with its code and what it says besides. */
export function refused(
  reason: ErrorCode,
  details: Record<string, unknown> = {},
): TRPCClientError<AppRouter> {
  const error = {
    message: reason,
    code: -32_000,
    data: { reason, code: "CONFLICT", httpStatus: 409, ...details },
  };
  return TRPCClientError.from<AppRouter>({ error } as never);
}

/** The answer was lost, or the request: whether the call was carried out is not known. */
export function lost(): Error {
  return new TypeError("Failed to fetch");
}
