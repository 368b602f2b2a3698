import { admissionView, admitInput, findAtDoorInput, foundAtDoor } from "@foyer/contract/admission";
import {
  bookingDetails,
  bookingIdInput,
  bookingTokenInput,
  bookingView,
  bookingWithEventPage,
  bookingWithPayments,
  cancelBookingInput,
  changeItemsInput,
  changePreview,
  changeQuantityInput,
  createAsGuestInput,
  createBookingInput,
  createForSomebodyInput,
  eventBookingsInput,
  guestBooking,
  keyedBookingInput,
  listedBookingPage,
  mineBookingsInput,
  myEventsBookingPage,
  myEventsBookingsInput,
  openedBooking,
  payBookingInput,
  previewChangeInput,
  refundBookingInput,
} from "@foyer/contract/booking";
import { bookingHistory, resentMail } from "@foyer/contract/booking-history";
import { bookingId, NO_ACCOUNT } from "@foyer/contract/ids";
import { answerBookingInput, bookingAnswers } from "@foyer/contract/question";
import {
  bookedTickets,
  checkInInput,
  checkInView,
  nameTicketsInput,
  passOnTicketInput,
  ticketView,
  undoCheckInInput,
} from "@foyer/contract/ticket";
import { readBookingHistory } from "@foyer/domain/booking-history/read-booking-history";
import { createBooking } from "@foyer/domain/booking-queue/create-booking";
import { findBooking } from "@foyer/domain/bookings/find-booking";
import { listAttendees } from "@foyer/domain/bookings/list-attendees";
import { listMyBookings } from "@foyer/domain/bookings/list-bookings";
import { listChangedBookings } from "@foyer/domain/bookings/list-changed-bookings";
import { DomainError } from "@foyer/domain/domain-error";
import { requireBookingAccess } from "@foyer/domain/guests/booking-access";
import { admit, undoAdmit } from "@foyer/domain/tickets/admit";
import { checkIn, undoCheckIn } from "@foyer/domain/tickets/check-in";
import { findAtDoor } from "@foyer/domain/tickets/find-at-door";
import { listTickets } from "@foyer/domain/tickets/list-tickets";
import { nameTickets } from "@foyer/domain/tickets/name-tickets";
import { passOnTicket } from "@foyer/domain/tickets/pass-on-ticket";
import { answerQuestions, findAnswers } from "@foyer/domain/workflows/answer-questions";
import { bookAsGuest, tellOfExistingBooking } from "@foyer/domain/workflows/book-as-guest";
import { bookForSomebody } from "@foyer/domain/workflows/book-for-somebody";
import { cancelBooking } from "@foyer/domain/workflows/cancel-booking";
import { changeItems } from "@foyer/domain/workflows/change-items";
import { changeQuantity } from "@foyer/domain/workflows/change-quantity";
import { dropAddition } from "@foyer/domain/workflows/drop-addition";
import { payBooking } from "@foyer/domain/workflows/pay-booking";
import { previewChange } from "@foyer/domain/workflows/preview-change";
import { proveGuest } from "@foyer/domain/workflows/prove-guest";
import { markPaid, markRefunded } from "@foyer/domain/workflows/record-cash";
import { refundBooking } from "@foyer/domain/workflows/refund-booking";
import { resendMail } from "@foyer/domain/workflows/resend-mail";
import { refreshPayment } from "@foyer/domain/workflows/settle-open-payments";
import { z } from "zod";
import { countingCodes, countingTicketsOfGuests, limitedByIp } from "../limits.js";
import { bookingProcedure, organizerProcedure, publicProcedure, router, userProcedure } from "../trpc.js";
import { onBookingChange } from "./live.js";

function isAlreadyBooked(error: unknown): boolean {
  return error instanceof DomainError && error.code === "BOOKING_ALREADY_ACTIVE";
}

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

  /**
   * Books tickets for a name and an address, without an account. The answer has a token that opens this booking alone; the
   * device gets it in a cookie as well. What costs nothing now is held until the link that is mailed is followed.
   */
  createAsGuest: publicProcedure
    .input(createAsGuestInput)
    .use(limitedByIp("guestBookingsPerIp"))
    .use(countingTicketsOfGuests("guestTicketsPerIp"))
    .use(countingCodes("codesPerIp"))
    .output(guestBooking)
    .mutation(async ({ ctx, input }) => {
      try {
        const { answer, expiresAt } = await bookAsGuest(ctx.app, input);
        ctx.cookies.setBookingToken(bookingId.parse(answer.id), answer.accessToken, expiresAt);
        return answer;
      } catch (error) {
        // Not awaited: the response time would reveal more than the answer.
        if (isAlreadyBooked(error)) ctx.background(tellOfExistingBooking(ctx.app, input));
        throw error;
      }
    }),

  /**
   * Confirms a guest's booking with the token of the mailed link, which also opens the booking on this device from now on. A
   * repeat changes nothing.
   */
  proveGuest: publicProcedure
    .input(bookingTokenInput)
    .use(limitedByIp("tokenPerIp"))
    .output(guestBooking)
    .mutation(async ({ ctx, input: { token } }) => {
      const { booking, access } = await proveGuest(ctx.app, token);
      ctx.cookies.setBookingToken(access.booking, token, access.expiresAt);
      return { ...booking, userId: NO_ACCOUNT, accessToken: token, isProofMailed: false };
    }),

  /** Opens a booking on this device with the token of a mail about it, or of `createAsGuest`. Changes nothing. */
  openAsGuest: publicProcedure
    .input(bookingTokenInput)
    .use(limitedByIp("tokenPerIp"))
    .output(openedBooking)
    .mutation(async ({ ctx, input: { token } }) => {
      const { booking, expiresAt } = await requireBookingAccess(ctx.app, token);
      ctx.cookies.setBookingToken(booking, token, expiresAt);
      return { id: booking, accessToken: token };
    }),

  /**
   * Books tickets for somebody, confirmed at once: free, or to be paid in cash. Until the event ends, for latecomers too.
   * Without an address, as at the door, nothing is mailed. Organizer or admin.
   */
  createForSomebody: organizerProcedure("eventId")
    .input(createForSomebodyInput)
    .output(bookingView)
    .mutation(({ ctx, input }) => bookForSomebody(ctx.app, ctx.actor, input)),

  /** Changes the quantity of a pending booking. Its hold is not extended. Owner only. */
  changeQuantity: bookingProcedure
    .input(changeQuantityInput)
    .use(countingTicketsOfGuests("guestTicketsPerIp"))
    .output(bookingView)
    .mutation(({ ctx, input }) => changeQuantity(ctx.app, ctx.actor, input)),

  /** What a change of a booking's tickets would do: nothing is done. Owner, organizer or admin. */
  previewChange: bookingProcedure
    .input(previewChangeInput)
    .output(changePreview)
    .query(({ ctx, input }) => previewChange(ctx.app, ctx.actor, input)),

  /**
   * Gives back tickets of a booking, or takes more. What a paid booking costs more is paid first: until then the tickets are
   * held as its `addition`. Owner within its terms, organizer and admin with a reason.
   */
  changeItems: bookingProcedure
    .input(changeItemsInput)
    .use(countingTicketsOfGuests("guestTicketsPerIp"))
    .output(bookingWithPayments)
    .mutation(({ ctx, input }) => changeItems(ctx.app, ctx.actor, input)),

  /** Gives up the tickets that are held in addition to a booking. Owner, organizer or admin. */
  dropAddition: bookingProcedure
    .input(keyedBookingInput)
    .output(bookingView)
    .mutation(({ ctx, input }) => dropAddition(ctx.app, ctx.actor, input)),

  /**
   * Pays for a pending booking, accepts an offer of the waiting list, or pays for the tickets that are held in addition to a
   * booking. Owner only.
   */
  pay: bookingProcedure
    .input(payBookingInput)
    .output(bookingWithPayments)
    .mutation(({ ctx, input }) => payBooking(ctx.app, ctx.actor, input)),

  /** Asks the payment provider for the outcome of an open payment. Owner only. */
  refreshPayment: bookingProcedure
    .input(bookingIdInput)
    .output(bookingWithPayments)
    .mutation(({ ctx, input }) => refreshPayment(ctx.app, ctx.actor, input.id)),

  /** Marks a booking, or the tickets that are held in addition to it, as paid in cash. Organizer or admin. */
  markPaid: userProcedure
    .input(keyedBookingInput)
    .output(bookingWithPayments)
    .mutation(({ ctx, input }) => markPaid(ctx.app, ctx.actor, input)),

  /** Marks the cash of a booking that is due back as returned. Organizer or admin. */
  markRefunded: userProcedure
    .input(keyedBookingInput)
    .output(bookingWithPayments)
    .mutation(({ ctx, input }) => markRefunded(ctx.app, ctx.actor, input)),

  /** Gives back money of a paid booking that stays as it is. Organizer or admin. */
  refund: userProcedure
    .input(refundBookingInput)
    .output(bookingWithPayments)
    .mutation(({ ctx, input }) => refundBooking(ctx.app, ctx.actor, input)),

  /** Cancels a booking and returns its tickets. Owner until the cutoff, organizer and admin at any time. */
  cancel: bookingProcedure
    .input(cancelBookingInput)
    .output(bookingView)
    .mutation(({ ctx, input }) => cancelBooking(ctx.app, ctx.actor, input)),

  /** One booking with its event and its payments. Owner, organizer or admin. */
  byId: bookingProcedure
    .input(bookingIdInput)
    .output(bookingDetails)
    .query(({ ctx, input }) => findBooking(ctx.app, ctx.actor, input.id)),

  /** What happened to a booking, newest first: tickets, money, check-ins and mails. Organizer or admin. */
  history: userProcedure
    .input(bookingIdInput)
    .output(bookingHistory)
    .query(({ ctx, input }) => readBookingHistory(ctx.app, ctx.actor, input.id)),

  /** Mails the attendee the tickets once more, or how to take an offer; a few times an hour. Organizer or admin. */
  resendMail: userProcedure
    .input(bookingIdInput)
    .output(resentMail)
    .mutation(({ ctx, input }) => resendMail(ctx.app, ctx.actor, input.id)),

  onChange: onBookingChange,

  /** The caller's own bookings, newest first. */
  mine: userProcedure
    .input(mineBookingsInput.prefault({}))
    .output(bookingWithEventPage)
    .query(({ ctx, input }) => listMyBookings(ctx.app, ctx.actor, input)),

  /** The bookings of one event, newest first. Organizer or admin. */
  forEvent: organizerProcedure("eventId")
    .input(eventBookingsInput)
    .output(listedBookingPage)
    .query(({ ctx, input }) => listAttendees(ctx.app, input)),

  /**
   * The bookings of all events that the caller organizes, or those changed since a moment, for programs that keep a
   * copy. By event, the least recently changed first.
   */
  forMyEvents: userProcedure
    .input(myEventsBookingsInput.prefault({}))
    .output(myEventsBookingPage)
    .query(({ ctx, input }) => listChangedBookings(ctx.app, ctx.actor, input)),

  /**
   * The tickets of a confirmed booking, without those that were passed on to others; none of any other booking. Owner,
   * organizer or admin.
   */
  tickets: bookingProcedure
    .input(bookingIdInput)
    .output(z.array(ticketView))
    .query(({ ctx, input }) => listTickets(ctx.app, ctx.actor, input.id)),

  /** Puts names on tickets. Owner until the event's date for changes, organizer and admin at any time. */
  nameTickets: bookingProcedure
    .input(nameTicketsInput)
    .output(bookedTickets)
    .mutation(({ ctx, input }) => nameTickets(ctx.app, ctx.actor, input)),

  /**
   * Passes a ticket on to another address: its code is void at once, and a new one is mailed there. Owner, organizer or
   * admin, until the event begins.
   */
  passOnTicket: bookingProcedure
    .input(passOnTicketInput)
    .output(bookedTickets)
    .mutation(({ ctx, input }) => passOnTicket(ctx.app, ctx.actor, input)),

  /**
   * Answers the event's questions; those that are left out keep their answer. Owner while it is held and then until the
   * event's date for changes, organizer and admin at any time.
   */
  answer: bookingProcedure
    .input(answerBookingInput)
    .output(bookingAnswers)
    .mutation(({ ctx, input }) => answerQuestions(ctx.app, ctx.actor, input)),

  /** What a booking is asked, and what it answered. Owner, organizer or admin. */
  answers: bookingProcedure
    .input(bookingIdInput)
    .output(bookingAnswers)
    .query(({ ctx, input }) => findAnswers(ctx.app, ctx.actor, input.id)),

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

  /** Finds bookings at the door by name, email address or booking: at most 20. Organizer or admin. */
  findAtDoor: organizerProcedure("eventId")
    .input(findAtDoorInput)
    .output(foundAtDoor)
    .query(({ ctx, input }) => findAtDoor(ctx.app, input)),

  /**
   * Admits tickets of a booking without their codes, all of them or none, each at most once. The same call sent again
   * gets the same answer. Organizer or admin.
   */
  admit: organizerProcedure("eventId")
    .input(admitInput)
    .output(admissionView)
    .mutation(({ ctx, input }) => admit(ctx.app, ctx.actor, input)),

  /** Takes admissions back by the tickets' numbers, however they were admitted. Organizer or admin. */
  undoAdmit: organizerProcedure("eventId")
    .input(admitInput)
    .output(admissionView)
    .mutation(({ ctx, input }) => undoAdmit(ctx.app, ctx.actor, input)),
});
