import type { BookingAnswer } from "../bookings/booking-view.js";
import type { Pending } from "../machinery/group-commit.js";
import type { ChangeTracker } from "./availability-cache.js";
import type { BookingRequest } from "./booking-request.js";

/** A request for tickets whose caller waits. */
export type PendingBooking = Pending<BookingRequest, BookingAnswer>;

/** Requests that are decided and written together. */
export interface Batch {
  readonly pending: readonly PendingBooking[];
  /** The same without their callers. */
  readonly requests: readonly BookingRequest[];
  /** Those that may be repeats. */
  readonly repeats: ReadonlySet<BookingRequest>;
  /** Events that changed since the batch was taken: a plan made of them before does not hold. */
  readonly changes: ChangeTracker;
}
