import type { AppRouter } from "@foyer/router/app-router";
import { TRPCClientError, type TRPCLink } from "@trpc/client";
import { observable } from "@trpc/server/observable";

/**
 * Refreshes the credentials; resolves to whether there were any to refresh. Called once for all requests that
 * fail meanwhile. Rejects with the server's error, or because it did not answer.
 */
export type Refresh = () => Promise<boolean>;

/** For sign-in and sign-out UNAUTHENTICATED is not about an expired session. */
const NEVER_RETRIED: ReadonlySet<string> = new Set([
  "user.refresh",
  "user.login",
  "user.register",
  "user.logout",
]);

/**
 * Retries a request once if it failed because the session token had expired, after a refresh. Concurrent failures
 * share one refresh.
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
                // The caller gets the error of the refresh: the token was reused, or the server is unreachable
                // and the session may still be valid.
                (refreshError) => observer.error(TRPCClientError.from(refreshError)),
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
