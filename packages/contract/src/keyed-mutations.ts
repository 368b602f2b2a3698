/**
 * The mutations that move tickets or money, by their path. Each takes an `idempotencyKey`: a repeat with the same
 * key and input gets the first answer and changes nothing. The client sends a key of its own where its caller
 * gives none.
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
