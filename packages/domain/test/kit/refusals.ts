import type { Reason } from "@foyer/contract/reasons";
import { DomainError } from "@foyer/domain/domain-error";

/** The reason of a refusal, whether the domain threw it or tRPC wrapped it; anything else is thrown on. */
export async function refusalOf(work: Promise<unknown>): Promise<Reason> {
  try {
    await work;
  } catch (error) {
    if (error instanceof DomainError) return error.reason;
    if (error instanceof Error && error.cause instanceof DomainError) return error.cause.reason;
    throw error;
  }
  throw new Error("It was not refused.");
}
