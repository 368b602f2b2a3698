import { kindOfFailure } from "@foyer/db/failure";
import { DomainError } from "./domain-error.js";

/**
 * The error that a caller gets: a domain error as it is, a lost or overloaded database as an error with a time to
 * retry, and undefined for a bug.
 */
export function toDomainError(error: unknown): DomainError | undefined {
  if (error instanceof DomainError) return error;
  switch (kindOfFailure(error)) {
    case "unreachable":
      return new DomainError(
        "DATABASE_UNAVAILABLE",
        "Foyer cannot reach its database. Try again in a few seconds.",
        {
          retryAfterSeconds: 5,
          cause: error,
        },
      );
    case "busy":
    case "conflict":
    case "aborted":
      return new DomainError("BUSY", "Too many people are doing this right now. Try again in a moment.", {
        retryAfterSeconds: 1,
        cause: error,
      });
    case "unique":
    case "missing":
    case "invalid":
    case "other":
      return undefined;
  }
}
