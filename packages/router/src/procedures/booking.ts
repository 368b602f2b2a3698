import {
  bookingDetails,
  bookingIdInput,
  bookingView,
  bookingWithAttendeePage,
  bookingWithEventPage,
  bookingWithPayments,
  cancelBookingInput,
  changeQuantityInput,
  createBookingInput,
  eventBookingsInput,
  keyedBookingInput,
  mineBookingsInput,
  myEventsBookingPage,
  myEventsBookingsInput,
  payBookingInput,
} from "@foyer/contract/booking";
import { checkInInput, checkInView, ticketView, undoCheckInInput } from "@foyer/contract/ticket";
import { createBooking } from "@foyer/domain/booking-queue/create-booking";
import { findBooking } from "@foyer/domain/bookings/find-booking";
import { listAttendees } from "@foyer/domain/bookings/list-attendees";
import { listMyBookings } from "@foyer/domain/bookings/list-bookings";
import { listChangedBookings } from "@foyer/domain/bookings/list-changed-bookings";
import { checkIn, undoCheckIn } from "@foyer/domain/tickets/check-in";
import { listTickets } from "@foyer/domain/tickets/list-tickets";
import { cancelBooking } from "@foyer/domain/workflows/cancel-booking";
import { changeQuantity } from "@foyer/domain/workflows/change-quantity";
import { payBooking } from "@foyer/domain/workflows/pay-booking";
import { markPaid, markRefunded } from "@foyer/domain/workflows/record-cash";
import { refreshPayment } from "@foyer/domain/workflows/settle-open-payments";
import { z } from "zod";
import { organizerProcedure, router, userProcedure } from "../trpc.js";
import { onBookingChange } from "./live.js";

/** Bookings, for attendees and for organizers. */
export const bookingRouter = router({
  /**
   * Books tickets. Cash and free bookings are confirmed at once; others are pending and hold their tickets until
   * `holdExpiresAt`.
   */
  create: userProcedure
    .input(createBookingInput)
    .output(bookingView)
    .mutation(({ ctx, input }) => createBooking(ctx.app, ctx.actor, input)),

  /** Changes the quantity of a pending booking. Its hold is not extended. Owner only. */
  changeQuantity: userProcedure
    .input(changeQuantityInput)
    .output(bookingView)
    .mutation(({ ctx, input }) => changeQuantity(ctx.app, ctx.actor, input)),

  /** Pays for a pending booking, or accepts an offer of the waiting list. Owner only. */
  pay: userProcedure
    .input(payBookingInput)
    .output(bookingWithPayments)
    .mutation(({ ctx, input }) => payBooking(ctx.app, ctx.actor, input)),

  /** Asks the payment provider for the outcome of an open payment. Owner only. */
  refreshPayment: userProcedure
    .input(bookingIdInput)
    .output(bookingWithPayments)
    .mutation(({ ctx, input }) => refreshPayment(ctx.app, ctx.actor, input.id)),

  /** Marks a booking as paid in cash. Organizer or admin. */
  markPaid: userProcedure
    .input(keyedBookingInput)
    .output(bookingWithPayments)
    .mutation(({ ctx, input }) => markPaid(ctx.app, ctx.actor, input)),

  /** Marks the cash of a cancelled booking as returned. Organizer or admin. */
  markRefunded: userProcedure
    .input(keyedBookingInput)
    .output(bookingWithPayments)
    .mutation(({ ctx, input }) => markRefunded(ctx.app, ctx.actor, input)),

  /** Cancels a booking and returns its tickets. Owner until the cutoff, organizer and admin at any time. */
  cancel: userProcedure
    .input(cancelBookingInput)
    .output(bookingView)
    .mutation(({ ctx, input }) => cancelBooking(ctx.app, ctx.actor, input)),

  /** One booking with its event and its payments. Owner, organizer or admin. */
  byId: userProcedure
    .input(bookingIdInput)
    .output(bookingDetails)
    .query(({ ctx, input }) => findBooking(ctx.app, ctx.actor, input.id)),

  onChange: onBookingChange,

  /** The caller's own bookings, newest first. */
  mine: userProcedure
    .input(mineBookingsInput.prefault({}))
    .output(bookingWithEventPage)
    .query(({ ctx, input }) => listMyBookings(ctx.app, ctx.actor, input)),

  /** The bookings of one event, newest first. Organizer or admin. */
  forEvent: organizerProcedure("eventId")
    .input(eventBookingsInput)
    .output(bookingWithAttendeePage)
    .query(({ ctx, input }) => listAttendees(ctx.app, input)),

  /**
   * The bookings of all events that the caller organizes, or those changed since a moment, for programs that keep a
   * copy. By event, the least recently changed first.
   */
  forMyEvents: userProcedure
    .input(myEventsBookingsInput.prefault({}))
    .output(myEventsBookingPage)
    .query(({ ctx, input }) => listChangedBookings(ctx.app, ctx.actor, input)),

  /** The tickets of a confirmed booking; none of any other. Owner, organizer or admin. */
  tickets: userProcedure
    .input(bookingIdInput)
    .output(z.array(ticketView))
    .query(({ ctx, input }) => listTickets(ctx.app, ctx.actor, input.id)),

  /** Checks a ticket in, at most once. The same scan sent again gets the same answer. Organizer or admin. */
  checkIn: organizerProcedure("eventId")
    .input(checkInInput)
    .output(checkInView)
    .mutation(({ ctx, input }) => checkIn(ctx.app, ctx.actor, input)),

  /** Undoes a check-in. Organizer or admin. */
  undoCheckIn: organizerProcedure("eventId")
    .input(undoCheckInInput)
    .output(checkInView)
    .mutation(({ ctx, input }) => undoCheckIn(ctx.app, ctx.actor, input)),
});
