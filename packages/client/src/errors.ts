import type { ErrorCode } from "@foyer/contract/error-codes";
import type { AppRouter } from "@foyer/router/app-router";
import { TRPCClientError } from "@trpc/client";

/** What a call of the client is rejected with. */
export type FoyerError = TRPCClientError<AppRouter>;

/** Whether an error comes from a call of the client: refused by the server, or never arrived there. */
export function isFoyerError(error: unknown): error is FoyerError {
  return error instanceof TRPCClientError;
}

/** Why the server refused a call; undefined when it never answered, or the error is not a call's. */
export function reasonOf(error: unknown): ErrorCode | undefined {
  return isFoyerError(error) ? error.data?.reason : undefined;
}
