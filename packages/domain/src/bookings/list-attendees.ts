import type { AttendeesInput } from "@foyer/contract/booking";
import type { Foyer } from "../foyer.js";
import type { Page } from "../pagination.js";
import type { BookingWithAttendeeAnswer } from "./booking-view.js";

export async function listAttendees(_: Foyer, __: AttendeesInput): Promise<Page<BookingWithAttendeeAnswer>> {
  throw new Error("To come.");
}
