import { z } from "zod";
import { bookingId, paymentId, userId } from "./ids.js";
import { minorUnits } from "./money-fields.js";
import { page } from "./page.js";
import { answeredInstant } from "./time.js";

export const paymentStatus = z.enum(["paid", "pending", "failed", "refunded"]);
export type PaymentStatus = z.infer<typeof paymentStatus>;

export const paymentMethod = z.enum(["credit_card", "debit_card", "paypal", "stripe", "cash"]);
export type PaymentMethod = z.infer<typeof paymentMethod>;

/** A payment provider's word for the payer's means. Says nothing by itself. */
export const paymentToken = z.string().regex(/^[\x21-\x7e]{1,255}$/, "This is not a payment token.");

/**
 * Where one attempt to pay stands. In `failed` and `refunded` we hold none of the payer's money, in
 * `succeeded` we do and a booking stands for it, in `refund_due` we do and are giving it back.
 */
export const paymentState = z.enum([
  "under_way",
  "needs_action",
  "succeeded",
  "failed",
  "refund_due",
  "refunded",
]);
export type PaymentState = z.infer<typeof paymentState>;

export const paymentView = z.object({
  id: paymentId,
  amount: minorUnits,
  currency: z.string(),
  method: paymentMethod,
  state: paymentState,
  /**
   * Where the payer has to go to finish a payment that `needs_action`. Null when this app asks them itself, and to
   * anybody else.
   */
  actionUrl: z.string().nullable(),
  /** Whether the money came after the hold had run out. */
  isLate: z.boolean(),
  refundedAt: answeredInstant.nullable(),
  createdAt: answeredInstant,
});
export type PaymentView = z.output<typeof paymentView>;

/** Money that is being given back, or was: for those who run the event. */
export const refundView = paymentView.extend({
  bookingId,
  attendee: z.object({ id: userId, name: z.string(), email: z.string() }),
  /** How often it was tried without success. */
  failures: z.int(),
  /** What the provider said to the last try; null when there is nothing wrong. */
  problem: z.string().nullable(),
  nextTryAt: answeredInstant.nullable(),
});
export type RefundView = z.output<typeof refundView>;
export const refundPage = page(refundView);

/** How this server takes money. */
export const paymentOptions = z.object({
  /** `sandbox` takes test numbers and moves no money; `none` leaves only cash. */
  online: z.enum(["stripe", "sandbox", "none"]),
  /** Stripe's public key, for its card form. */
  publishableKey: z.string().nullable(),
  methods: z.array(paymentMethod),
});
export type PaymentOptions = z.output<typeof paymentOptions>;

/** The sandbox's test numbers, and what each does. */
export const SANDBOX_TOKENS = {
  tok_ok: "is paid at once",
  tok_declined: "is declined",
  tok_slow: "is paid after a few seconds",
  tok_action: "needs a second step",
  tok_lost: "is paid, but the answer is lost",
  tok_refund_fails: "is paid, and refunding fails twice",
} as const;
export type SandboxToken = keyof typeof SANDBOX_TOKENS;

/** Plays the payer's bank for a payment of the sandbox that needs a second step. */
export const answerSandboxInput = z.strictObject({ id: bookingId, answer: z.enum(["approve", "refuse"]) });
