import { admissionView, bookingAtDoor, foundAtDoor } from "@foyer/contract/admission";
import {
  bookingDetails,
  bookingView,
  bookingWithAttendee,
  bookingWithEvent,
  bookingWithEventPage,
  bookingWithPayments,
  listedBooking,
  listedBookingPage,
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
import { bookingAnswers, questionView } from "@foyer/contract/question";
import { reconciliation } from "@foyer/contract/reconciliation";
import { bookedTicket, checkInView, doorView, ticketView } from "@foyer/contract/ticket";
import { userView } from "@foyer/contract/user";
import { waitlistEntryView } from "@foyer/contract/waitlist";
import {
  deliveryPage,
  deliveryView,
  webhookSecret,
  webhookTestResult,
  webhookView,
} from "@foyer/contract/webhook";
import { z } from "zod";

/** What answers consist of, by the names that generated clients give to their types. */
const NAMED: Readonly<Record<string, z.ZodType>> = {
  Account: userView,
  Admission: admissionView,
  BookedTicket: bookedTicket,
  Booking: bookingView,
  BookingAnswers: bookingAnswers,
  BookingAtDoor: bookingAtDoor,
  BookingDetails: bookingDetails,
  BookingWithAttendee: bookingWithAttendee,
  BookingWithEvent: bookingWithEvent,
  BookingWithEventPage: bookingWithEventPage,
  BookingWithPayments: bookingWithPayments,
  ListedBooking: listedBooking,
  ListedBookingPage: listedBookingPage,
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
  FoundAtDoor: foundAtDoor,
  MyEventPage: myEventPage,
  MyEventsBookingPage: myEventsBookingPage,
  Payment: paymentView,
  PaymentOptions: paymentOptions,
  Question: questionView,
  Reconciliation: reconciliation,
  Refund: refundView,
  RefundPage: refundPage,
  Ticket: ticketView,
  UpdatedEvent: updatedEventView,
  WaitlistPlace: waitlistEntryView,
  Webhook: webhookView,
  WebhookDelivery: deliveryView,
  WebhookDeliveryPage: deliveryPage,
  WebhookSecret: webhookSecret,
  WebhookTestResult: webhookTestResult,
};

/** The schemas that have a name of their own in the description. */
export const schemaNames = z.registry<{ id?: string | undefined }>();
for (const [id, schema] of Object.entries(NAMED)) schemaNames.add(schema, { id });
