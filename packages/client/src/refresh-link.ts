import type { AppRouter } from "@foyer/router/app-router";
import { TRPCClientError, type TRPCLink } from "@trpc/client";
import { observable } from "@trpc/server/observable";

/**
 * Gets new credentials; answers whether there was anything to get them with. Called once however many requests
 * are refused in the meantime. Rejected with the refusal, or with what kept the server from answering.
 */
export type Refresh = () => Promise<boolean>;

/** Signing in and out answer UNAUTHENTICATED about themselves, not about an old session. */
const NEVER_RETRIED: ReadonlySet<string> = new Set([
  "user.refresh",
  "user.login",
  "user.register",
  "user.logout",
]);

/**
 * Sends a request again, once, when it was refused because the session credential had run out and refreshing
 * brought a new one. However many requests are refused at the same time, they wait for one refresh.
 */
export function refreshLink(refresh: Refresh): TRPCLink<AppRouter> {
  let underWay: Promise<boolean> | undefined;

  function refreshOnce(): Promise<boolean> {
    underWay ??= refresh().finally(() => {
      underWay = undefined;
    });
    return underWay;
  }

  return () =>
    ({ op, next }) =>
      observable((observer) => {
        let isOver = false;
        let subscription = send(true);

        function send(mayRefresh: boolean) {
          return next(op).subscribe({
            next: (result) => observer.next(result),
            complete: () => observer.complete(),
            error(error) {
              if (!mayRefresh || NEVER_RETRIED.has(op.path) || !isUnauthenticated(error)) {
                observer.error(error);
                return;
              }
              refreshOnce().then(
                (isRefreshed) => {
                  if (isOver) return;
                  if (isRefreshed) subscription = send(false);
                  else observer.error(error);
                },
                // Why it could not be refreshed is what the caller has to know: the session was used elsewhere,
                // or the server is not to be reached and the session may be as good as ever.
                (refusal) => observer.error(TRPCClientError.from(refusal)),
              );
            },
          });
        }

        return () => {
          isOver = true;
          subscription.unsubscribe();
        };
      });
}

function isUnauthenticated(error: unknown): boolean {
  return error instanceof TRPCClientError && error.data?.reason === "UNAUTHENTICATED";
}
