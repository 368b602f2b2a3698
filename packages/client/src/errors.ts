import type { ErrorCode } from "@foyer/contract/error-codes";
import type { AppRouter } from "@foyer/router/app-router";
import { TRPCClientError } from "@trpc/client";

/** The error that a call of the client rejects with. */
export type FoyerError = TRPCClientError<AppRouter>;

/** Whether an error comes from a call of the client: returned by the server, or because no answer came. */
export function isFoyerError(error: unknown): error is FoyerError {
  return error instanceof TRPCClientError;
}

/** The error code of a failed call; undefined if no answer came, or the error is not a call's. */
export function reasonOf(error: unknown): ErrorCode | undefined {
  return isFoyerError(error) ? error.data?.reason : undefined;
}
