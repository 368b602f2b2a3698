import { type Operation, type OperationResultEnvelope, TRPCClientError, type TRPCLink } from "@trpc/client";
import { observable, type Unsubscribable } from "@trpc/server/observable";
import type { AppRouter } from "../generated/app-router.js";
import { CallFault } from "./call-fault.js";
import { isFoyerError, reasonOf } from "./errors.js";
import type { LiveOptions } from "./sse-link.js";

/** Pauses before a stream is opened again, in milliseconds: the first and the longest. */
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;

/** Errors of the server that pass. */
const PASSING: ReadonlySet<unknown> = new Set(["BUSY", "DATABASE_UNAVAILABLE", "RATE_LIMITED", "INTERNAL"]);

/**
 * Subscriptions, as server-sent events. A stream that breaks off is opened again, with growing pauses, for as long as it
 * is subscribed to, and goes on after its last message; one that the server refuses ends with that error. The code for
 * it is loaded with the first subscription.
 */
export function liveLink(options: LiveOptions): TRPCLink<AppRouter> {
  return (runtime) => {
    const connecting = once(async () => {
      const { sseLink } = await import("./sse-link.js");
      return sseLink(options)(runtime);
    });

    return ({ op, next }) =>
      observable((observer) => {
        let isOver = false;
        let pause = FIRST_PAUSE_MS;
        let current: Unsubscribable | undefined;
        let timer: ReturnType<typeof setTimeout> | undefined;
        let last = op;
        let wasRefreshed = false;
        const ending = new AbortController();

        async function connect(): Promise<void> {
          const link = await connecting();
          const { label } = await options.session.current();
          if (isOver) return;
          current = link({ op: last, next }).subscribe({
            next(envelope) {
              last = resumedAfter(last, envelope);
              if (isMessage(envelope)) {
                pause = FIRST_PAUSE_MS;
                wasRefreshed = false;
              }
              observer.next(envelope);
            },
            complete: () => observer.complete(),
            error(foreign) {
              const error = ourOwn(foreign);
              if (isPassing(error)) connectLater();
              else if (isFoyerError(error, "UNAUTHENTICATED") && !wasRefreshed) refresh(label, error);
              else observer.error(error);
            },
          });
        }

        /** The session ran out while the stream was open, or was replaced. */
        function refresh(label: string, error: TRPCClientError<AppRouter>): void {
          wasRefreshed = true;
          options.session.renew(label, ending.signal).then(
            (renewal) => {
              if (isOver) return;
              if (renewal === "none") observer.error(error);
              else start();
            },
            (refreshError) => {
              const failed = TRPCClientError.from<AppRouter>(refreshError);
              if (isOver) return;
              if (reasonOf(failed) === undefined) connectLater();
              else observer.error(failed);
            },
          );
        }

        function connectLater(): void {
          if (isOver) return;
          // With jitter, so that clients of a server that restarts do not all come back at once.
          timer = setTimeout(start, pause * (0.5 + Math.random()));
          pause = Math.min(2 * pause, LONGEST_PAUSE_MS);
        }

        function start(): void {
          connect().catch((error: unknown) => {
            if (error instanceof CallFault) observer.error(TRPCClientError.from<AppRouter>(error));
            // The code could not be loaded, because there is no network, or the credentials could not be read.
            else connectLater();
          });
        }

        start();
        return () => {
          isOver = true;
          ending.abort();
          clearTimeout(timer);
          current?.unsubscribe();
        };
      });
  };
}

/** An error of the link for server-sent events as one of the client's. */
function ourOwn(error: TRPCClientError<AppRouter>): TRPCClientError<AppRouter> {
  const { message, shape, cause, meta } = error;
  if (error instanceof TRPCClientError) return error;
  return new TRPCClientError(message, {
    ...(shape && { result: { error: shape } }),
    ...(cause && { cause }),
    ...(meta && { meta }),
  });
}

type Envelope = OperationResultEnvelope<unknown, TRPCClientError<AppRouter>>;

function isMessage({ result }: Envelope): boolean {
  return "data" in result;
}

/** The same subscription from the message on that was received last. */
function resumedAfter(op: Operation, { result }: Envelope): Operation {
  const id = "id" in result ? result.id : undefined;
  if (id === undefined) return op;
  const input = typeof op.input === "object" ? op.input : {};
  return { ...op, input: { ...input, lastEventId: String(id) } };
}

function isPassing(error: TRPCClientError<AppRouter>): boolean {
  if (error.data) return PASSING.has(error.data.reason);
  // Only some implementations of event sources say why they closed.
  const status = statusOf(error.cause);
  return status === undefined || status >= 500 || status === 429 || status === 408;
}

function statusOf(cause: unknown): number | undefined {
  const isEvent = typeof cause === "object" && cause !== null && "code" in cause;
  return isEvent && typeof cause.code === "number" ? cause.code : undefined;
}

/** Runs `load` when it is first wanted, and again if it failed. */
function once<Result>(load: () => Promise<Result>): () => Promise<Result> {
  let loading: Promise<Result> | undefined;
  return () => {
    loading ??= load().catch((error: unknown) => {
      loading = undefined;
      throw error;
    });
    return loading;
  };
}
