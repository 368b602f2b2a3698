import { KEYED_MUTATIONS } from "@foyer/contract/keyed-mutations";
import { type Operation, retryLink, type TRPCLink } from "@trpc/client";
import type { AppRouter } from "../generated/app-router.js";
import { optionsOf } from "./call-options.js";
import { type FoyerError, failureOf, retryAfterMsOf } from "./errors.js";

/** How often and how long a call is repeated. */
export interface RepeatPolicy {
  /** How often a call is sent at most; 1 is no repeat. */
  readonly tries: number;
  /** No repeat is sent later than this after the call, in milliseconds. */
  readonly totalMs: number;
}

export const DEFAULT_REPEATS: RepeatPolicy = { tries: 4, totalMs: 60_000 };

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 5_000;

const KEYED: ReadonlySet<string> = new Set(KEYED_MUTATIONS);

/** Whether a call may be sent twice: it changes nothing, or has a key by which the server knows it again. */
function isRepeatable({ type, path }: Pick<Operation, "type" | "path">): boolean {
  return type === "query" || (type === "mutation" && KEYED.has(path));
}

/** Repeats calls that may succeed a moment later, and may be sent twice. */
export function repeatLink(policy: RepeatPolicy, mayRepeat = isRepeatable): TRPCLink<AppRouter> {
  return (runtime) => (call) => {
    const { op } = call;
    if (!mayRepeat(op)) return call.next(op);
    const endsAt = Date.now() + policy.totalMs;
    const tries = optionsOf(op).tries ?? policy.tries;
    let pauseMs = 0;
    // A link for each call, since tRPC's own is not told which error a pause follows.
    const repeating = retryLink<AppRouter>({
      retry({ attempts, error }) {
        if (attempts >= tries || !isPassing(error)) return false;
        pauseMs = pauseAfter(attempts, error);
        return Date.now() + pauseMs <= endsAt;
      },
      retryDelayMs: () => pauseMs,
    });
    return repeating(runtime)(call);
  };
}

/** Whether the same call may succeed a moment later. */
function isPassing(error: FoyerError): boolean {
  const failure = failureOf(error);
  switch (failure?.kind) {
    case "no-answer":
    case "timed-out":
      return true;
    case "unreadable":
      return failure.status === 502 || failure.status === 503 || failure.status === 504;
    case "refused":
      return error.data?.reason === "BUSY" || error.data?.reason === "DATABASE_UNAVAILABLE";
    default:
      return false;
  }
}

/** Random, so that clients that failed together do not come back together; never sooner than the server asks. */
function pauseAfter(attempts: number, error: FoyerError): number {
  const longest = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempts);
  return (retryAfterMsOf(error) ?? longest / 4) + Math.random() * (longest / 2);
}
