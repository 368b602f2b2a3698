/**
 * The paths of mutations that move tickets or money. Each takes an `idempotencyKey`; the client adds one where
 * the caller gives none (domain rules, Idempotency).
 */
export const KEYED_MUTATIONS = [
  "booking.create",
  "booking.createAsGuest",
  "booking.createForSomebody",
  "booking.changeQuantity",
  "booking.changeItems",
  "booking.dropAddition",
  "booking.pay",
  "booking.cancel",
  "discountCode.create",
  "booking.markPaid",
  "booking.markRefunded",
  "booking.passOnTicket",
  "booking.refund",
  "waitlist.join",
  "waitlist.leave",
  "waitlist.offer",
  "waitlist.remove",
  "event.create",
  "event.update",
  "event.cancel",
  "event.duplicate",
] as const;
