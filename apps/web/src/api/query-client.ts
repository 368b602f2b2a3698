import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { isSignedOutError, reasonOfError } from "./error-words";

/** How often a call that may work a moment later is tried again. */
const RETRIES = 2;

/** Whether the same call may work a moment later: the server was busy, or no answer came. */
function mayRetry(failures: number, error: unknown): boolean {
  const reason = reasonOfError(error);
  const isPassing = reason === undefined || reason === "BUSY" || reason === "DATABASE_UNAVAILABLE";
  return isPassing && failures < RETRIES;
}

/** What somebody did when their session turned out to be over: look at something, or change it. */
export type SignedOutWhile = "looking" | "changing";

/**
 * @param onSignedOut called when the API says that the session is over, and refreshing it did not help
 */
export function createQueryClient(
  onSignedOut: (error: unknown, during: SignedOutWhile) => void,
): QueryClient {
  const watch = (during: SignedOutWhile) => (error: unknown) => {
    if (isSignedOutError(error)) onSignedOut(error, during);
  };
  return new QueryClient({
    queryCache: new QueryCache({ onError: watch("looking") }),
    mutationCache: new MutationCache({ onError: watch("changing") }),
    defaultOptions: {
      queries: { staleTime: 10_000, retry: mayRetry },
      mutations: { retry: false, networkMode: "always" },
    },
  });
}

/** For mutations that carry an idempotency key: trying them again cannot do them twice. */
export const retryWithKey = { retry: mayRetry } as const;
