import type { ErrorCode } from "@foyer/contract/error-codes";
import { retryAfterOf } from "@foyer/domain/domain-error";
import { toDomainError } from "@foyer/domain/to-domain-error";
import { describeError } from "@foyer/router/error-shape";
import type { TRPCError } from "@trpc/server";
import type { FailedCall } from "./trpc/answer-simple-call.js";

/** Errors logged for operators, since they indicate guessing or unauthorized access. */
const SUSPICIOUS: ReadonlySet<ErrorCode> = new Set(["RATE_LIMITED", "FORBIDDEN"]);

const UNKEPT = { "cache-control": "no-store" };

/** Headers of an answer with these errors: it is not to be stored, and says when to try again if that helps. */
export function headersOf(errors: readonly TRPCError[]): Readonly<Record<string, string>> {
  // Only domain errors have a time to retry.
  const waits = errors.flatMap(({ cause }) => {
    const domainError = toDomainError(cause);
    return (domainError && retryAfterOf(domainError)) ?? [];
  });
  return waits.length === 0 ? UNKEPT : { ...UNKEPT, "retry-after": String(Math.max(...waits)) };
}

/** Logs a call that failed, as loudly as it deserves. */
export function logFailure({ error, path, request: { log, ip } }: FailedCall): void {
  const { reason: code } = describeError(error);
  // The answer hides the cause, so it is logged.
  if (code === "INTERNAL") log.error({ err: error.cause ?? error, path }, "procedure failed");
  else if (code === "DATABASE_UNAVAILABLE" || code === "BUSY")
    log.warn({ err: error.cause, path, reason: code }, "procedure refused");
  else if (SUSPICIOUS.has(code)) log.info({ path, reason: code, ip }, "procedure refused");
  else log.debug({ path, reason: code }, "procedure refused");
}
