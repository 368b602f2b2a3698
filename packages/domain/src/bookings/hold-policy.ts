/** How long bookings hold their tickets. */
export interface HoldPolicy {
  /** `HOLD_SECONDS`: for ordinary bookings. */
  readonly holdSeconds: number;
  /** For offers of the waiting list. */
  readonly offerSeconds: number;
  /** For bookings of guests that cost nothing now: until the link that they are mailed is followed. */
  readonly proofSeconds: number;
}

/** Domain rules, Booking. Twelve hours for offers, since they may be made at night. */
export const DEFAULT_HOLDS: HoldPolicy = {
  holdSeconds: 15 * 60,
  offerSeconds: 12 * 60 * 60,
  proofSeconds: 15 * 60,
};
