/**
 * The paths of mutations that move tickets or money. Each takes an `idempotencyKey`; the client adds one where
 * the caller gives none (domain rules, Idempotency).
 */
export const KEYED_MUTATIONS = [
  "booking.create",
  "booking.changeQuantity",
  "booking.pay",
  "booking.cancel",
  "booking.markPaid",
  "booking.markRefunded",
  "waitlist.join",
  "waitlist.leave",
  "event.create",
  "event.update",
  "event.cancel",
  "event.duplicate",
] as const;
