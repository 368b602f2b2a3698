import { MutationCache, onlineManager, QueryCache, QueryClient } from "@tanstack/react-query";
import { connection } from "../shared/connection";
import { errorCodeOf, isNoAnswer, isSignedOutError } from "./error-message";

/** How often a query that may succeed later is retried. */
const RETRIES = 2;

/** Whether a retry may succeed: the server was busy, or no answer came. */
function mayRetry(failures: number, error: unknown): boolean {
  const reason = errorCodeOf(error);
  const isPassing = reason === undefined || reason === "BUSY" || reason === "DATABASE_UNAVAILABLE";
  return isPassing && failures < RETRIES;
}

/** Pauses queries while the server is unreachable, and resumes them afterwards. */
function pauseWhileUnreachable(): void {
  onlineManager.setEventListener((setOnline) =>
    connection.subscribe(() => setOnline(connection.current() === "up")),
  );
  for (const change of ["online", "offline"]) window.addEventListener(change, () => void connection.check());
}

/** What a request was for when it turned out that the session is over. */
export type SessionEndedDuring = "looking" | "changing";

/** @param onSignedOut called when the API reports that the session is over, and refreshing it did not help */
export function createQueryClient(
  onSignedOut: (error: unknown, during: SessionEndedDuring) => void,
): QueryClient {
  pauseWhileUnreachable();
  const watch = (during: SessionEndedDuring) => (error: unknown) => {
    if (isSignedOutError(error)) onSignedOut(error, during);
  };
  return new QueryClient({
    queryCache: new QueryCache({ onError: watch("looking") }),
    mutationCache: new MutationCache({ onError: watch("changing") }),
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        // While the server is unreachable a query is paused, however often it failed, and resumed afterwards.
        retry: (failures, error) =>
          mayRetry(failures, error) || (isNoAnswer(error) && connection.current() !== "up"),
      },
      mutations: { retry: false, networkMode: "always" },
    },
  });
}

/** For mutations with an idempotency key, which can be retried safely. */
export const retryWithKey = {
  // Sent even if the browser reports no network; without a network one attempt is enough.
  retry: (failures: number, error: unknown) =>
    connection.current() !== "no-network" && mayRetry(failures, error),
} as const;
