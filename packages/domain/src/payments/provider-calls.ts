import type { AppContext } from "../context.js";
import { type ChargeOutcome, type OnlineProvider, ProviderUnreachableError } from "./payment-provider.js";

/** The configured provider. */
export function requireProvider({ payments }: Pick<AppContext, "payments">): OnlineProvider {
  if (payments === null) throw new Error("There is a payment of a provider that is not configured any more.");
  return payments.provider;
}

/** The provider's answer, or undefined if it could not be reached. */
export async function unlessUnreachable(asked: Promise<ChargeOutcome>): Promise<ChargeOutcome | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof ProviderUnreachableError) return undefined;
    throw error;
  }
}
