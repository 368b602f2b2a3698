import { MutationCache, onlineManager, QueryCache, QueryClient } from "@tanstack/react-query";
import { connection } from "../shared/connection";
import { isNoAnswer, isSignedOutError, reasonOfError } from "./error-words";

/** How often a call that may work a moment later is tried again. */
const RETRIES = 2;

/** Whether the same call may work a moment later: the server was busy, or no answer came. */
function mayRetry(failures: number, error: unknown): boolean {
  const reason = reasonOfError(error);
  const isPassing = reason === undefined || reason === "BUSY" || reason === "DATABASE_UNAVAILABLE";
  return isPassing && failures < RETRIES;
}

/** Lets questions rest while the server cannot be reached, and asks them when it is back. */
function followConnection(): void {
  onlineManager.setEventListener((setOnline) =>
    connection.subscribe(() => setOnline(connection.current() === "up")),
  );
  for (const change of ["online", "offline"]) window.addEventListener(change, () => void connection.check());
}

/** What somebody did when their session turned out to be over: look at something, or change it. */
export type SignedOutWhile = "looking" | "changing";

/**
 * @param onSignedOut called when the API says that the session is over, and refreshing it did not help
 */
export function createQueryClient(
  onSignedOut: (error: unknown, during: SignedOutWhile) => void,
): QueryClient {
  followConnection();
  const watch = (during: SignedOutWhile) => (error: unknown) => {
    if (isSignedOutError(error)) onSignedOut(error, during);
  };
  return new QueryClient({
    queryCache: new QueryCache({ onError: watch("looking") }),
    mutationCache: new MutationCache({ onError: watch("changing") }),
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        // While the server is away a question rests, and is asked when it is back, however often it failed before.
        retry: (failures, error) =>
          mayRetry(failures, error) || (isNoAnswer(error) && connection.current() !== "up"),
      },
      mutations: { retry: false, networkMode: "always" },
    },
  });
}

/** For mutations that carry an idempotency key: trying them again cannot do them twice. */
export const retryWithKey = {
  // They are sent however it stands with the network; where there is none, once is enough to know.
  retry: (failures: number, error: unknown) =>
    connection.current() !== "no-network" && mayRetry(failures, error),
} as const;
