import { TRPCClientError, type TRPCLink } from "@trpc/client";
import { observable } from "@trpc/server/observable";
import type { AppRouter } from "../generated/app-router.js";

/** Ends a call at once when its signal is aborted, whatever it waits for: an answer, a pause, a refresh. */
export const abortLink: TRPCLink<AppRouter> =
  () =>
  ({ op, next }) => {
    const { signal } = op;
    if (signal == null) return next(op);
    return observable((observer) => {
      const aborted = () => TRPCClientError.from<AppRouter>(reasonOfAbort(signal));
      if (signal.aborted) {
        observer.error(aborted());
        return;
      }
      const subscription = next(op).subscribe(observer);
      const abort = () => {
        subscription.unsubscribe();
        observer.error(aborted());
      };
      signal.addEventListener("abort", abort, { once: true });
      return () => {
        signal.removeEventListener("abort", abort);
        subscription.unsubscribe();
      };
    });
  };

/** The reason as an error whose name tells a time-out of the caller's from an abort. */
function reasonOfAbort({ reason }: AbortSignal): Error {
  const isTimeout = reason instanceof Error && reason.name === "TimeoutError";
  const message = isTimeout ? "The call took longer than its caller allows." : "The call was aborted.";
  return new DOMException(message, isTimeout ? "TimeoutError" : "AbortError");
}
