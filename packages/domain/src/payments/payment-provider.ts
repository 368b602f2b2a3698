import type { PaymentMethod } from "@foyer/contract/payment";

/** What a provider is asked to take. */
export interface PaymentOrder {
  /** Ours. Asking twice with the same one opens one charge. */
  readonly paymentId: string;
  /** Minor units of `currency`. */
  readonly amount: number;
  readonly currency: string;
  /** What the payer reads on their statement's details. */
  readonly description: string;
}

/** How to move the money of a charge that was opened. */
export interface Confirmation {
  readonly paymentId: string;
  /** The payer's means, in the provider's words. */
  readonly token: string;
  readonly method: PaymentMethod;
  /** Where the provider sends the payer back to after a second step. */
  readonly returnUrl: string;
}

/** What a provider says of a charge. */
export type ChargeOutcome =
  | { readonly kind: "succeeded" }
  /** No money was moved, and none will be. `problem` may be shown to the payer. */
  | { readonly kind: "declined"; readonly problem: string }
  /** The payer has to do something; without an address, in this app. */
  | { readonly kind: "needs_action"; readonly actionUrl: string | null }
  /** Nobody knows yet. */
  | { readonly kind: "processing" }
  /** It was opened and never confirmed. */
  | { readonly kind: "unconfirmed" };

export type RefundOutcome =
  | { readonly kind: "refunded" }
  | { readonly kind: "processing" }
  /** It did not work this time. `problem` may be shown to the organizer. */
  | { readonly kind: "failed"; readonly problem: string };

/**
 * Where money comes from and goes back to. Everything may be called again with the same arguments and then does
 * nothing a second time. Money can move only after `confirm`, so that what is not known to have been opened is
 * known not to have been paid.
 *
 * Every function throws {@link ProviderUnreachableError} when the provider did not answer: then it may or may not
 * have done what it was asked for. None takes longer than {@link PROVIDER_TIMEOUT_MS}.
 */
export interface PaymentProvider {
  readonly name: "sandbox" | "stripe";
  /**
   * Prepares a charge without moving money; answers the provider's id of it.
   *
   * @throws ChargeRefusedError when it takes no such amount
   */
  open(order: PaymentOrder): Promise<string>;
  confirm(providerId: string, confirmation: Confirmation): Promise<ChargeOutcome>;
  /** What became of a charge. */
  find(providerId: string): Promise<ChargeOutcome>;
  /** Gives up a charge that is not paid; answers `declined`, or what it had become by then. */
  abandon(providerId: string): Promise<ChargeOutcome>;
  /** Gives back all of a charge. */
  refund(providerId: string, paymentId: string): Promise<RefundOutcome>;
}

/** The longest a provider is waited for, in milliseconds. */
export const PROVIDER_TIMEOUT_MS = 10_000;

/** The provider did not answer, or said that it cannot just now. */
export class ProviderUnreachableError extends Error {
  constructor(options?: ErrorOptions) {
    super("The payment provider cannot be reached.", options);
    this.name = "ProviderUnreachableError";
  }
}

/**
 * The provider takes no such charge: nothing was opened, and asking again changes nothing. The message may be shown
 * to the payer.
 */
export class ChargeRefusedError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "ChargeRefusedError";
  }
}

/** The provider that is none: it takes test numbers, and whoever pays plays their own bank. */
export interface SandboxProvider extends PaymentProvider {
  readonly name: "sandbox";
  /** The payer's bank's word on a charge that needs a second step. Too late, it changes nothing. */
  answer(providerId: string, answer: "approve" | "refuse"): Promise<void>;
}

/** The providers there are. */
export type OnlineProvider = SandboxProvider | (PaymentProvider & { readonly name: "stripe" });
