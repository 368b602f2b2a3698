import type { EventId } from "@foyer/contract/ids";
import type { ActiveBooking } from "../bookings/active-booking.js";
import type { RecentBooking, VelocityLimits } from "../bookings/booking-velocity.js";
import type { Bookability } from "../events/bookability.js";
import type { FoundRecords } from "../idempotency/idempotency-record.js";

/** What the outcome of a batch depends on, beside its requests and the time. */
export interface Snapshot {
  /** Every event that is asked for: its state, or why it takes no bookings. */
  readonly events: ReadonlyMap<EventId, Bookability>;
  /** The requesting users' active bookings of these events: at most one each. */
  readonly activeBookings: readonly ActiveBooking[];
  /** The idempotency records of the requests' keys. */
  readonly records: FoundRecords;
  /** What the requesting users booked within the windows of the velocity limits. */
  readonly recentBookings: readonly RecentBooking[];
  readonly rules: BookingRules;
}

/** What is the same for every batch. */
export interface BookingRules {
  readonly holdSeconds: number;
  /** Whether anything but cash can be taken. */
  readonly acceptsOnlinePayment: boolean;
  readonly velocity: VelocityLimits | "off";
  /** A new ObjectId in hexadecimal. */
  readonly newId: () => string;
}
