/**
 * The places where a crash would be most harmful. Tests end the process there and check that everything is
 * completed afterwards without manual action. They cannot be triggered in production.
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
  | "guest.proved"
  | "return.written"
  | "addition.held"
  | "addition.paid"
  | "expiry.found"
  | "expiry.releasing"
  | "expiry.released"
  | "offer.making"
  | "event-cancellation.batch"
  | "mail.claimed"
  | "mail.sent"
  | "webhook.sent";

/** Called at each {@link Failpoint}. */
export type FailpointHook = (point: Failpoint) => void | Promise<void>;
