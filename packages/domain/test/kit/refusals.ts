import type { ErrorCode } from "@foyer/contract/error-codes";
import { DomainError } from "@foyer/domain/domain-error";

/** The reason of a refusal, whether the domain threw it or tRPC wrapped it; anything else is thrown on. */
export async function refusalOf(work: Promise<unknown>): Promise<ErrorCode> {
  try {
    await work;
  } catch (error) {
    if (error instanceof DomainError) return error.code;
    if (error instanceof Error && error.cause instanceof DomainError) return error.cause.code;
    throw error;
  }
  throw new Error("It was not refused.");
}
