import type { ErrorCode } from "@foyer/contract/error-codes";
import { DomainError } from "@foyer/domain/domain-error";

/** The code of the domain error that a call ends with, also when tRPC wrapped it; any other error is thrown on. */
export async function errorCodeOf(call: Promise<unknown>): Promise<ErrorCode> {
  try {
    await call;
  } catch (error) {
    if (error instanceof DomainError) return error.code;
    if (error instanceof Error && error.cause instanceof DomainError) return error.cause.code;
    throw error;
  }
  throw new Error("The call did not fail.");
}
