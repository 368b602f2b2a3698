import type { PaymentMethod } from "@foyer/contract/payment";

/** A charge to be created. */
export interface PaymentOrder {
  /** Foyer's id, used as idempotency key: one charge per payment. */
  readonly paymentId: string;
  /** Minor units of `currency`. */
  readonly amount: number;
  readonly currency: string;
  /** Shown to the payer in the details of the statement. */
  readonly description: string;
}

/** How to confirm a charge. */
export interface Confirmation {
  readonly paymentId: string;
  /** The provider's token for the payer's card or wallet. */
  readonly token: string;
  readonly method: PaymentMethod;
  /** Where the provider redirects the payer after a second step. */
  readonly returnUrl: string;
}

/** The state of a charge. */
export type ChargeOutcome =
  | { readonly kind: "succeeded" }
  /** No money was moved, and none will be. `problem` may be shown to the payer. */
  | { readonly kind: "declined"; readonly problem: string }
  /** The payer has to complete a step; without a URL, in this app. */
  | { readonly kind: "needs_action"; readonly actionUrl: string | null }
  /** The outcome is not known yet. */
  | { readonly kind: "processing" }
  /** It was created and never confirmed. */
  | { readonly kind: "unconfirmed" };

/** Money of a charge to be given back. */
export interface RefundOrder {
  /** Foyer's id of the refund, or of the payment of which the rest is given back. An idempotency key: given back once. */
  readonly key: string;
  /** Minor units of `currency`. */
  readonly amount: number;
  readonly currency: string;
  /** Whether that is all that was charged. */
  readonly isWhole: boolean;
}

export type RefundOutcome =
  | { readonly kind: "refunded" }
  | { readonly kind: "processing" }
  /** This attempt failed. `problem` may be shown to the organizer. */
  | { readonly kind: "failed"; readonly problem: string };

/**
 * A system that takes and refunds money. All functions are idempotent. Money can move only after `confirm`, so a
 * payment without a provider id is known to be unpaid.
 *
 * Every function throws {@link ProviderUnreachableError} if the provider did not answer: then the request may or
 * may not have been carried out. None takes longer than {@link PROVIDER_TIMEOUT_MS}.
 */
export interface PaymentProvider {
  readonly name: "sandbox" | "stripe";
  /**
   * Creates a charge without moving money.
   *
   * @returns the provider's id of the charge
   * @throws ChargeRefusedError if the provider does not accept the amount
   */
  open(order: PaymentOrder): Promise<string>;
  confirm(providerId: string, confirmation: Confirmation): Promise<ChargeOutcome>;
  /** The current state of a charge. */
  find(providerId: string): Promise<ChargeOutcome>;
  /**
   * Cancels a charge that is not paid.
   *
   * @returns `declined`, or the state it had already reached
   */
  abandon(providerId: string): Promise<ChargeOutcome>;
  /** Gives back a charge, or a part of it: one charge may have several refunds. */
  refund(providerId: string, order: RefundOrder): Promise<RefundOutcome>;
}

/** The time limit of a provider call, in milliseconds. */
export const PROVIDER_TIMEOUT_MS = 10_000;

/** The provider did not answer, or is temporarily unavailable. */
export class ProviderUnreachableError extends Error {
  constructor(options?: ErrorOptions) {
    super("The payment provider cannot be reached.", options);
    this.name = "ProviderUnreachableError";
  }
}

/**
 * The provider does not accept the charge: nothing was created, and a retry would not help. The message may be
 * shown to the payer.
 */
export class ChargeRefusedError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "ChargeRefusedError";
  }
}

/** A provider that moves no money: it takes test tokens, and the payer plays the bank. */
export interface SandboxProvider extends PaymentProvider {
  readonly name: "sandbox";
  /** The bank's answer for a charge that needs a second step. Ignored if it is too late. */
  answer(providerId: string, answer: "approve" | "refuse"): Promise<void>;
}

/** The supported providers. */
export type OnlineProvider = SandboxProvider | (PaymentProvider & { readonly name: "stripe" });
