import type { AppContext } from "../context.js";
import { type ChargeOutcome, type OnlineProvider, ProviderUnreachableError } from "./payment-provider.js";

/** The provider of open payments. */
export function requireProvider({ payments }: Pick<AppContext, "payments">): OnlineProvider {
  if (payments === null) throw new Error("There is a payment of a provider that is not configured any more.");
  return payments.provider;
}

/** What a provider answered, or nothing when it could not be reached. */
export async function unlessUnreachable(asked: Promise<ChargeOutcome>): Promise<ChargeOutcome | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof ProviderUnreachableError) return undefined;
    throw error;
  }
}
