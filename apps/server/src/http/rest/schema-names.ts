import {
  bookingDetails,
  bookingView,
  bookingWithAttendee,
  bookingWithAttendeePage,
  bookingWithEvent,
  bookingWithEventPage,
  bookingWithPayments,
  myEventsBookingPage,
} from "@foyer/contract/booking";
import {
  capacityLogPage,
  capacityLogView,
  categoryCount,
  eventCount,
  eventPage,
  eventReach,
  eventView,
  myEventPage,
  updatedEventView,
} from "@foyer/contract/event";
import { eventStats } from "@foyer/contract/event-stats";
import { paymentOptions, paymentView, refundPage, refundView } from "@foyer/contract/payment";
import { reconciliation } from "@foyer/contract/reconciliation";
import { checkInView, doorView, ticketView } from "@foyer/contract/ticket";
import { userView } from "@foyer/contract/user";
import { waitlistEntryView } from "@foyer/contract/waitlist";
import { z } from "zod";

/** What answers consist of, by the names that generated clients give to their types. */
const NAMED: Readonly<Record<string, z.ZodType>> = {
  Account: userView,
  Booking: bookingView,
  BookingDetails: bookingDetails,
  BookingWithAttendee: bookingWithAttendee,
  BookingWithAttendeePage: bookingWithAttendeePage,
  BookingWithEvent: bookingWithEvent,
  BookingWithEventPage: bookingWithEventPage,
  BookingWithPayments: bookingWithPayments,
  CapacityLogPage: capacityLogPage,
  CapacityLogRow: capacityLogView,
  CategoryCount: categoryCount,
  CheckIn: checkInView,
  Door: doorView,
  Event: eventView,
  EventCount: eventCount,
  EventPage: eventPage,
  EventReach: eventReach,
  EventStats: eventStats,
  MyEventPage: myEventPage,
  MyEventsBookingPage: myEventsBookingPage,
  Payment: paymentView,
  PaymentOptions: paymentOptions,
  Reconciliation: reconciliation,
  Refund: refundView,
  RefundPage: refundPage,
  Ticket: ticketView,
  UpdatedEvent: updatedEventView,
  WaitlistPlace: waitlistEntryView,
};

/** The schemas that have a name of their own in the description. */
export const schemaNames = z.registry<{ id?: string | undefined }>();
for (const [id, schema] of Object.entries(NAMED)) schemaNames.add(schema, { id });
