import { z } from "zod";
import { bookingId, paymentId, refundId, userId } from "./ids.js";
import { minorUnits } from "./money-fields.js";
import { page } from "./page.js";
import { answeredInstant } from "./time.js";

export const paymentStatus = z.enum(["paid", "pending", "failed", "refunded"]);
export type PaymentStatus = z.infer<typeof paymentStatus>;

export const paymentMethod = z.enum(["credit_card", "debit_card", "paypal", "stripe", "cash"]);
export type PaymentMethod = z.infer<typeof paymentMethod>;

/** A payment provider's token for the payer's card or wallet, opaque to Foyer. */
export const paymentToken = z.string().regex(/^[\x21-\x7e]{1,255}$/, "This is not a payment token.");

/**
 * The state of one payment attempt. In `failed` and `refunded` no money is held; in `succeeded` it is held for an
 * active booking; in `refund_due` it is held and being refunded (domain rules, Payments).
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
   * Where the payer completes a payment that `needs_action`. Null if this app handles the step itself, and for
   * anyone but the payer.
   */
  actionUrl: z.string().nullable(),
  /** Whether it succeeded after the hold had been released. */
  isLate: z.boolean(),
  refundedAt: answeredInstant.nullable(),
  /** What was given back of it, or is due, while its booking stayed. */
  refundedAmount: minorUnits,
  createdAt: answeredInstant,
});
export type PaymentView = z.output<typeof paymentView>;

/** Money that is to be given back, or was. */
export const refundState = z.enum(["due", "refunded"]);
export type RefundState = z.output<typeof refundState>;

/** Money of a payment that is given back while its booking stays, in whole or in part. */
export const bookingRefundView = z.object({
  id: refundId,
  paymentId,
  amount: minorUnits,
  currency: z.string(),
  /** How it is given back: the way it was paid. */
  method: paymentMethod,
  state: refundState,
  /** Why, as its organizer or the attendee's change says. */
  reason: z.string().nullable(),
  refundedAt: answeredInstant.nullable(),
  createdAt: answeredInstant,
});
export type BookingRefundView = z.output<typeof bookingRefundView>;

/**
 * A refund, due or completed, for the event's organizer: of what was left of a payment when its booking ended, or of a part
 * of it. `amount` is what is given back, `id` the payment's.
 */
export const refundView = paymentView.extend({
  bookingId,
  /** Of a refund in part; null where the booking ended. */
  refundId: refundId.nullable(),
  reason: z.string().nullable(),
  attendee: z.object({ id: userId, name: z.string(), email: z.string() }),
  /** The number of failed tries. */
  failures: z.int(),
  /** The provider's message for the last failed try; null if there is no problem. */
  problem: z.string().nullable(),
  nextTryAt: answeredInstant.nullable(),
  /** All cash of its booking that those who run the event have to give back, in minor units: `markRefunded` marks all of it. */
  cashDueBack: z.int(),
});
export type RefundView = z.output<typeof refundView>;
export const refundPage = page(refundView);

/** The payment methods of this server. */
export const paymentOptions = z.object({
  /** `sandbox` takes test tokens and moves no money; `none` leaves only cash. */
  online: z.enum(["stripe", "sandbox", "none"]),
  /** Stripe's publishable key, for its card form. */
  publishableKey: z.string().nullable(),
  methods: z.array(paymentMethod),
});
export type PaymentOptions = z.output<typeof paymentOptions>;

/** The sandbox's test tokens and what each does. */
export const SANDBOX_TOKENS = {
  tok_ok: "is paid at once",
  tok_declined: "is declined",
  tok_slow: "is paid after a few seconds",
  tok_action: "needs a second step",
  tok_lost: "is paid, but the answer is lost",
  tok_refund_fails: "is paid, and refunding fails twice",
} as const;
export type SandboxToken = keyof typeof SANDBOX_TOKENS;

/** Plays the payer's bank for a sandbox payment that needs a second step. */
export const answerSandboxInput = z.strictObject({ id: bookingId, answer: z.enum(["approve", "refuse"]) });
