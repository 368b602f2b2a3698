import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { reasonOfError } from "./error-words";

/** How often a call that may work a moment later is tried again. */
const RETRIES = 2;

/** Whether the same call may work a moment later: the server was busy, or no answer came. */
function mayRetry(failures: number, error: unknown): boolean {
  const reason = reasonOfError(error);
  const isPassing = reason === undefined || reason === "BUSY" || reason === "DATABASE_UNAVAILABLE";
  return isPassing && failures < RETRIES;
}

/**
 * @param onSignedOut called when the API says that the session is over
 */
export function createQueryClient(onSignedOut: () => void): QueryClient {
  const onError = (error: unknown) => {
    if (reasonOfError(error) === "UNAUTHENTICATED") onSignedOut();
  };
  return new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: { staleTime: 10_000, retry: mayRetry },
      mutations: { retry: false, networkMode: "always" },
    },
  });
}

/** For mutations that carry an idempotency key: trying them again cannot do them twice. */
export const retryWithKey = { retry: mayRetry } as const;
