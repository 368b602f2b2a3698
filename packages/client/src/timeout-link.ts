import { TRPCClientError, type TRPCLink } from "@trpc/client";
import { observable } from "@trpc/server/observable";
import type { AppRouter } from "../generated/app-router.js";
import { CallFault } from "./call-fault.js";
import { optionsOf } from "./call-options.js";

/** The longest that a timer takes, 24 days. It rings at once for longer ones, `Infinity` included. */
export const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Limits each attempt of a query or mutation: from sending the request until its answer has been read. */
export function timeoutLink(timeoutMs: number): TRPCLink<AppRouter> {
  return () =>
    ({ op, next }) => {
      if (op.type === "subscription") return next(op);
      const limitMs = optionsOf(op).timeoutMs ?? timeoutMs;
      return observable((observer) => {
        const subscription = next(op).subscribe(observer);
        const timer = setTimeout(
          () => {
            subscription.unsubscribe();
            observer.error(
              TRPCClientError.from(new CallFault("timed-out", `No answer within ${limitMs} milliseconds.`)),
            );
          },
          Math.min(limitMs, LONGEST_TIMER_MS),
        );
        return () => {
          clearTimeout(timer);
          subscription.unsubscribe();
        };
      });
    };
}
