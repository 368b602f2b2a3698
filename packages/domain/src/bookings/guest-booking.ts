import { hasNoMailbox } from "@foyer/contract/email";
import type { PaymentMethod } from "@foyer/contract/payment";

/** Who a booking is for that was made without signing in, as stored. */
export interface StoredGuest {
  readonly name: string;
  readonly email?: string | null;
  readonly provedAt?: Date | null;
}

interface MaybeGuests {
  readonly guest?: StoredGuest | null | undefined;
  readonly status: string;
  readonly totalAmount: number;
  readonly paymentMethod: PaymentMethod;
}

/** Whether nobody has proved yet that a guest's booking is meant. */
export function isUnproved({ guest }: Pick<MaybeGuests, "guest">): boolean {
  return guest != null && guest.provedAt == null;
}

/** Whether a booking waits for the link that is mailed to its guest: nothing is paid for it now. */
export function waitsForProof(booking: MaybeGuests): boolean {
  if (booking.status !== "pending" || !isUnproved(booking)) return false;
  return booking.totalAmount === 0 || booking.paymentMethod === "cash";
}

/** The contract's form of a stored guest. */
export function toGuestView(guest: StoredGuest | null | undefined) {
  if (guest == null) return null;
  const { name, email = null, provedAt = null } = guest;
  return { name, email, provedAt };
}

/**
 * The attendee of a booking as those who run the event see them: under the name and address that the booking was made with,
 * which may differ from the account's.
 */
export function attendeeOf({
  user,
  guest,
}: {
  readonly user: { readonly id: string; readonly name: string; readonly email: string };
  readonly guest: StoredGuest | null;
}) {
  const email = hasNoMailbox(user.email) ? "" : (guest?.email ?? user.email);
  return { id: user.id, name: guest?.name ?? user.name, email };
}
