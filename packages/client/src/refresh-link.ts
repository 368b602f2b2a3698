import { type Operation, TRPCClientError, type TRPCLink } from "@trpc/client";
import { observable } from "@trpc/server/observable";
import type { AppRouter } from "../generated/app-router.js";
import { CallFault } from "./call-fault.js";
import { isFoyerError } from "./errors.js";
import type { Session } from "./session.js";

/** For sign-in and sign-out UNAUTHENTICATED is not about an expired session. */
const NEVER_RETRIED: ReadonlySet<string> = new Set([
  "user.refresh",
  "user.login",
  "user.register",
  "user.logout",
]);

/** A request may be refused for credentials that were replaced meanwhile, and once for expired ones. */
const MAX_RENEWALS = 2;

/** What a request was sent with, noted when its headers are made. */
class SentWith {
  label: string | undefined;
}

/**
 * Headers that authenticate requests, noting what they are sent with.
 *
 * @throws CallFault if the credentials cannot be read, or cannot be sent
 */
export async function authenticate(
  session: Session,
  operations: readonly Pick<Operation, "context">[],
): Promise<Record<string, string>> {
  const { token, label } = await session.current().catch((cause: unknown) => {
    if (cause instanceof CallFault) throw cause;
    throw new CallFault("not-sent", "The API key or token could not be read.", { cause });
  });
  for (const { context } of operations) {
    const sent = context.sentWith;
    if (sent instanceof SentWith) sent.label = label;
  }
  return token === undefined ? {} : { authorization: `Bearer ${token}` };
}

/**
 * Sends a request again whose session token had expired, after a refresh that all such requests share, or at once
 * if the token has been replaced since it was sent.
 */
export function refreshLink(session: Session): TRPCLink<AppRouter> {
  return () =>
    ({ op, next }) =>
      observable((observer) => {
        const waiting = new AbortController();
        let subscription = send(MAX_RENEWALS);

        function send(renewals: number) {
          const sent = new SentWith();
          return next({ ...op, context: { ...op.context, sentWith: sent } }).subscribe({
            next: (result) => observer.next(result),
            complete: () => observer.complete(),
            error(error) {
              const { label } = sent;
              const isExpired = isFoyerError(error, "UNAUTHENTICATED") && !NEVER_RETRIED.has(op.path);
              if (renewals === 0 || label === undefined || !isExpired) {
                observer.error(error);
                return;
              }
              session.renew(label, waiting.signal).then(
                (renewal) => {
                  if (waiting.signal.aborted) return;
                  if (renewal === "none") observer.error(error);
                  else subscription = send(renewal === "refreshed" ? 0 : renewals - 1);
                },
                // The caller gets the error of the refresh: the token was reused, or the server is unreachable
                // and the session may still be valid.
                (refreshError) => observer.error(TRPCClientError.from(refreshError)),
              );
            },
          });
        }

        return () => {
          waiting.abort();
          subscription.unsubscribe();
        };
      });
}
