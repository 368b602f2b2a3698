import type { BookingDetails } from "@foyer/contract/booking";
import type { PaymentView } from "@foyer/contract/payment";

/** The state of the checkout. */
export type CheckoutState =
  | { kind: "to-pay"; holdExpiresAt: Date; declined: PaymentView | undefined }
  /** The bank requires a step by the payer. */
  | { kind: "needs-action"; payment: PaymentView; holdExpiresAt: Date }
  /** The outcome is not known yet. */
  | { kind: "under-way" }
  | { kind: "confirmed" }
  /** The hold expired without a payment. */
  | { kind: "ran-out" }
  /** The payment was late and created a new booking. */
  | { kind: "replaced"; bookingId: string }
  /** The payment was late and is or was refunded. */
  | { kind: "too-late"; payment: PaymentView }
  | { kind: "given-back" }
  | { kind: "event-cancelled" };

type Checkout = Pick<BookingDetails, "status" | "holdExpiresAt" | "payments" | "cancelledBy" | "replacedBy">;

/**
 * @param isTimeUp whether the hold has expired by the server's clock, even if the server has not released it yet
 * @param isPaying whether this page is sending a payment
 */
export function checkoutStateOf(booking: Checkout, isTimeUp: boolean, isPaying: boolean): CheckoutState {
  const { status, holdExpiresAt, payments, cancelledBy, replacedBy } = booking;
  const [latest] = payments;
  if (status === "confirmed") return { kind: "confirmed" };
  if (replacedBy !== null) return { kind: "replaced", bookingId: replacedBy };
  // A payment in progress when the hold ends may still have been in time.
  const isPayingLate = isPaying && (isTimeUp || status === "cancelled");
  if (isPayingLate || (latest?.state === "under_way" && !isPaying)) return { kind: "under-way" };
  if (status === "cancelled") {
    const owed = payments.find(({ state }) => state === "refund_due" || state === "refunded");
    if (owed) return { kind: "too-late", payment: owed };
    if (cancelledBy === "event") return { kind: "event-cancelled" };
    return cancelledBy === "expiry" ? { kind: "ran-out" } : { kind: "given-back" };
  }
  if (isTimeUp || holdExpiresAt === null) return { kind: "ran-out" };
  if (latest?.state === "needs_action") return { kind: "needs-action", payment: latest, holdExpiresAt };
  return { kind: "to-pay", holdExpiresAt, declined: latest?.state === "failed" ? latest : undefined };
}
