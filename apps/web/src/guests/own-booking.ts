import type { BookingDetails, BookingView } from "@foyer/contract/booking";
import { NO_ACCOUNT } from "@foyer/contract/ids";

/** Whether a booking is shown to whoever it belongs to: its user, or the guest whose device opens it. */
export function isOwnBooking(
  { userId }: Pick<BookingView, "userId">,
  me: { readonly id: string } | null | undefined,
): boolean {
  return userId === NO_ACCOUNT || me?.id === userId;
}

/** Whether it is shown to a guest, who has no account that it is part of here. */
export function isOpenToGuest({ userId }: Pick<BookingView, "userId">): boolean {
  return userId === NO_ACCOUNT;
}

type ProvableBooking = Pick<
  BookingDetails,
  "userId" | "guest" | "status" | "holdExpiresAt" | "totalAmount" | "paymentMethod"
>;

/** Whether a guest's booking waits for the link that was mailed: nothing is paid for it now. */
export function waitsForProof(booking: ProvableBooking): boolean {
  const { guest, status, totalAmount, paymentMethod } = booking;
  if (!isOpenToGuest(booking) || guest === null || guest.provedAt !== null || status !== "pending")
    return false;
  return totalAmount === 0 || paymentMethod === "cash";
}
