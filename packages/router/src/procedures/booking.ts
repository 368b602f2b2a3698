import {
  bookingIdInput,
  bookingView,
  bookingWithAttendeePage,
  bookingWithEvent,
  bookingWithEventPage,
  cancelBookingInput,
  createBookingInput,
  eventBookingsInput,
  mineBookingsInput,
} from "@foyer/contract/booking";
import { cancelBooking } from "@foyer/domain/bookings/cancel-booking";
import { createBooking } from "@foyer/domain/bookings/create-booking";
import { findBooking } from "@foyer/domain/bookings/find-booking";
import { listEventBookings, listMyBookings } from "@foyer/domain/bookings/list-bookings";
import { organizerProcedure, router, userProcedure } from "../trpc.js";

/** Bookings, for those who make them and those whose events they are for. */
export const bookingRouter = router({
  /** Books tickets for the caller. */
  create: userProcedure
    .input(createBookingInput)
    .output(bookingView)
    .mutation(({ ctx, input }) => createBooking(ctx.foyer, ctx.actor, input)),

  /** Cancels a booking; its tickets go back on sale. Owner until the cutoff, organizer and admin at any time. */
  cancel: userProcedure
    .input(cancelBookingInput)
    .output(bookingView)
    .mutation(({ ctx, input }) => cancelBooking(ctx.foyer, ctx.actor, input)),

  /** One booking with its event. Owner, organizer or admin. */
  byId: userProcedure
    .input(bookingIdInput)
    .output(bookingWithEvent)
    .query(({ ctx, input }) => findBooking(ctx.foyer, ctx.actor, input.id)),

  /** The caller's own bookings, newest first. */
  mine: userProcedure
    .input(mineBookingsInput.prefault({}))
    .output(bookingWithEventPage)
    .query(({ ctx, input }) => listMyBookings(ctx.foyer, ctx.actor, input)),

  /** The bookings of one event, newest first. Organizer or admin. */
  forEvent: organizerProcedure("eventId")
    .input(eventBookingsInput)
    .output(bookingWithAttendeePage)
    .query(({ ctx, input }) => listEventBookings(ctx.foyer, input)),
});
