import type { Foyer } from "../foyer.js";

/** A provider's word that something happened to a charge. */
export interface ProviderNotice {
  readonly provider: "stripe";
  /** The provider's id of the notice: it may be delivered many times, and in any order. */
  readonly noticeId: string;
  /** The charge it is about. */
  readonly providerId: string;
}

/**
 * Deals with a notice of a payment provider's: once, however often it is delivered, and whatever it says, by
 * asking the provider what became of the charge. What is not ours is ignored.
 *
 * @throws ProviderUnreachableError when the provider could not be asked; it will deliver the notice again
 */
export async function takeNotice(_: Foyer, __: ProviderNotice): Promise<void> {
  throw new Error("To come.");
}
