import { TRPCClientError, type TRPCLink } from "@trpc/client";
import { observable } from "@trpc/server/observable";
import type { AppRouter } from "../generated/app-router.js";
import { CallFault } from "./call-fault.js";
import { optionsOf } from "./call-options.js";

/** Limits each attempt of a query or mutation: from sending the request until its answer has been read. */
export function timeoutLink(timeoutMs: number): TRPCLink<AppRouter> {
  return () =>
    ({ op, next }) => {
      if (op.type === "subscription") return next(op);
      const limitMs = optionsOf(op).timeoutMs ?? timeoutMs;
      return observable((observer) => {
        const subscription = next(op).subscribe(observer);
        const timer = setTimeout(() => {
          subscription.unsubscribe();
          observer.error(
            TRPCClientError.from(new CallFault("timed-out", `No answer within ${limitMs} milliseconds.`)),
          );
        }, limitMs);
        return () => {
          clearTimeout(timer);
          subscription.unsubscribe();
        };
      });
    };
}
