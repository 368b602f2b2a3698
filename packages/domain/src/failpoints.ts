/**
 * The places at which a process may die with the most at stake. Tests end it there; everything must come right
 * afterwards with nobody acting. A server cannot be told to do so from outside.
 */
export type Failpoint =
  | "booking-batch.written"
  | "payment.begun"
  | "payment.opened-at-provider"
  | "payment.provider-known"
  | "payment.confirmed-at-provider"
  | "payment.settling"
  | "payment.settled"
  | "open-payment.claimed"
  | "open-payment.asked"
  | "refund.claimed"
  | "refund.made-at-provider"
  | "refund.recorded"
  | "expiry.found"
  | "expiry.releasing"
  | "expiry.released"
  | "offer.making"
  | "event-cancellation.batch"
  | "mail.claimed"
  | "mail.sent";

/** Called at each {@link Failpoint}. Does nothing but in tests. */
export type FailpointHook = (point: Failpoint) => void | Promise<void>;

export const NO_FAILPOINTS: FailpointHook = () => {};
