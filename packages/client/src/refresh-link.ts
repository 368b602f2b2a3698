import type { AppRouter } from "@foyer/router/app-router";
import { type Operation, TRPCClientError, type TRPCLink } from "@trpc/client";
import { observable } from "@trpc/server/observable";

/**
 * Gets new credentials; answers whether there are any. Called once however many requests are refused in the
 * meantime.
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
    underWay ??= refresh()
      .catch(() => false)
      .finally(() => {
        underWay = undefined;
      });
    return underWay;
  }

  return () =>
    ({ op, next }) =>
      observable((observer) => {
        let subscription = send(op, true);

        function send(operation: Operation, mayRefresh: boolean) {
          return next(operation).subscribe({
            next: (result) => observer.next(result),
            complete: () => observer.complete(),
            error(error) {
              if (!mayRefresh || NEVER_RETRIED.has(op.path) || !isUnauthenticated(error)) {
                observer.error(error);
                return;
              }
              void refreshOnce().then((isRefreshed) => {
                if (isRefreshed) subscription = send(operation, false);
                else observer.error(error);
              });
            },
          });
        }

        return () => subscription.unsubscribe();
      });
}

function isUnauthenticated(error: unknown): boolean {
  return error instanceof TRPCClientError && error.data?.reason === "UNAUTHENTICATED";
}
