import type { ErrorCode } from "@foyer/contract/error-codes";
import { DomainError } from "@foyer/domain/domain-error";

/** The domain error that a call ends with, also when tRPC wrapped it; any other error is thrown on. */
export async function errorOf(call: Promise<unknown>): Promise<DomainError> {
  try {
    await call;
  } catch (error) {
    if (error instanceof DomainError) return error;
    if (error instanceof Error && error.cause instanceof DomainError) return error.cause;
    throw error;
  }
  throw new Error("The call did not fail.");
}

/** The code of {@link errorOf}. */
export async function errorCodeOf(call: Promise<unknown>): Promise<ErrorCode> {
  return (await errorOf(call)).code;
}
