import { kindOfFailure } from "@foyer/db/failure";
import { DomainError } from "./domain-error.js";

/**
 * What an error means to a caller: a refusal of the domain as it is, a database that is lost or overloaded as
 * a refusal that says when to come back, and nothing for a fault of ours.
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
