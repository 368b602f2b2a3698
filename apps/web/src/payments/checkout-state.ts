import type { BookingDetails } from "@foyer/contract/booking";
import type { PaymentView } from "@foyer/contract/payment";

/** Where somebody stands who set out to pay for a booking. */
export type CheckoutState =
  | { kind: "to-pay"; holdExpiresAt: Date; declined: PaymentView | undefined }
  /** The bank wants to hear from the payer. */
  | { kind: "needs-action"; payment: PaymentView; holdExpiresAt: Date }
  /** Nobody knows the outcome yet. */
  | { kind: "under-way" }
  | { kind: "confirmed" }
  /** The hold ran out, and no money is ours. */
  | { kind: "ran-out" }
  /** The money came too late, and a new booking was made for it. */
  | { kind: "replaced"; bookingId: string }
  /** The money came too late, and it goes or went back. */
  | { kind: "too-late"; payment: PaymentView }
  | { kind: "given-back" }
  | { kind: "event-cancelled" };

type Checkout = Pick<BookingDetails, "status" | "holdExpiresAt" | "payments" | "cancelledBy" | "replacedBy">;

/**
 * @param isTimeUp whether the hold has run out by the server's clock: the page need not wait until the server has
 *   taken the tickets back
 * @param isPaying whether this page has sent a payment and waits for its answer
 */
export function checkoutStateOf(booking: Checkout, isTimeUp: boolean, isPaying: boolean): CheckoutState {
  const { status, holdExpiresAt, payments, cancelledBy, replacedBy } = booking;
  const [latest] = payments;
  if (status === "confirmed") return { kind: "confirmed" };
  if (replacedBy !== null) return { kind: "replaced", bookingId: replacedBy };
  // A payment that is on its way when the time runs out may still have been in time.
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
