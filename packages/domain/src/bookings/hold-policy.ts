/** How long tickets are held for somebody. */
export interface HoldPolicy {
  /** `HOLD_SECONDS`: for whoever is booking. */
  readonly holdSeconds: number;
  /** For whoever the waiting list offers them to. */
  readonly offerSeconds: number;
}

/** Domain rules, Booking; and twelve hours for offers, so that nobody has to get up at night. */
export const DEFAULT_HOLDS: HoldPolicy = { holdSeconds: 15 * 60, offerSeconds: 12 * 60 * 60 };
