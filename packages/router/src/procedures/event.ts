import { attendeesInput, listedBookingPage } from "@foyer/contract/booking";
import {
  cancelEventInput,
  capacityLogInput,
  capacityLogPage,
  categoryCount,
  countEventsInput,
  createEventInput,
  duplicateEventInput,
  eventCount,
  eventDetails,
  eventIdInput,
  eventPage,
  eventReach,
  eventView,
  listEventsInput,
  mineEventsInput,
  myEventPage,
  ofEventInput,
  setActiveInput,
  updatedEventView,
  updateEventInput,
} from "@foyer/contract/event";
import { eventStats } from "@foyer/contract/event-stats";
import { refundPage } from "@foyer/contract/payment";
import { reconciliation } from "@foyer/contract/reconciliation";
import { doorView } from "@foyer/contract/ticket";
import { ticketTypeFigures } from "@foyer/contract/ticket-type";
import { listAttendees } from "@foyer/domain/bookings/list-attendees";
import { listCapacityLog } from "@foyer/domain/capacity/list-capacity-log";
import { reconcile } from "@foyer/domain/capacity/reconcile";
import { readEventReach } from "@foyer/domain/events/event-reach";
import { readEventStats } from "@foyer/domain/events/event-stats";
import { listMyEvents } from "@foyer/domain/events/list-my-events";
import { listTicketTypes } from "@foyer/domain/events/list-ticket-types";
import { showCategories, showCount, showEvent, showEvents } from "@foyer/domain/events/public-events";
import { listRefunds } from "@foyer/domain/payments/list-refunds";
import { findDoor } from "@foyer/domain/tickets/find-door";
import { cancelEvent } from "@foyer/domain/workflows/cancel-event";
import { createEvent } from "@foyer/domain/workflows/create-event";
import { duplicateEvent } from "@foyer/domain/workflows/duplicate-event";
import { setEventActive, updateEvent } from "@foyer/domain/workflows/update-event";
import { z } from "zod";
import { answerFrom } from "../context.js";
import { organizerProcedure, router, sameForAllProcedure, userProcedure } from "../trpc.js";
import { onActivity, onAvailability } from "./live.js";

/** Events, for the public and for organizers. */
export const eventRouter = router({
  /** The public list: active events that have not begun. */
  list: sameForAllProcedure
    .input(listEventsInput.prefault({}))
    .output(eventPage)
    .query(({ ctx, input }) => answerFrom(ctx, showEvents(ctx.app, input))),

  /** How many events the public list has with these filters. */
  count: sameForAllProcedure
    .input(countEventsInput.prefault({}))
    .output(eventCount)
    .query(({ ctx, input }) => answerFrom(ctx, showCount(ctx.app, input))),

  /** The categories of the public list. */
  categories: sameForAllProcedure
    .output(z.array(categoryCount))
    .query(({ ctx }) => answerFrom(ctx, showCategories(ctx.app))),

  /** One event, whether open, closed or past. */
  byId: sameForAllProcedure
    .input(eventIdInput)
    .output(eventDetails)
    .query(({ ctx, input }) => answerFrom(ctx, showEvent(ctx.app, input.id))),

  /** Creates an event; the caller is its organizer. */
  create: userProcedure
    .input(createEventInput)
    .output(eventDetails)
    .mutation(({ ctx, input }) => createEvent(ctx.app, ctx.actor, input)),

  /**
   * Changes the fields in the input; also returns how many people the change is mailed to. Organizer or admin.
   */
  update: organizerProcedure("id")
    .input(updateEventInput)
    .output(updatedEventView)
    .mutation(({ ctx, input }) => updateEvent(ctx.app, ctx.actor, input)),

  /** The event's ticket types, hidden ones included, with what was taken of each. Organizer or admin. */
  ticketTypes: organizerProcedure("eventId")
    .input(ofEventInput)
    .output(z.array(ticketTypeFigures))
    .query(({ ctx, input }) => listTicketTypes(ctx.app, input.eventId)),

  /** How many people are mailed when the event changes its name, place or time. Organizer or admin. */
  reach: organizerProcedure("eventId")
    .input(ofEventInput)
    .output(eventReach)
    .query(({ ctx, input }) => readEventReach(ctx.app.db.prisma, input.eventId)),

  /** Opens or closes sales of an event; its bookings stay. Organizer or admin. */
  setActive: organizerProcedure("id")
    .input(setActiveInput)
    .output(eventView)
    .mutation(({ ctx, input }) => setEventActive(ctx.app, ctx.actor, input)),

  /**
   * Cancels an event for good: sales stop at once, and its bookings are cancelled and refunded in the background.
   * `stats` has the progress. Organizer or admin.
   */
  cancel: organizerProcedure("id")
    .input(cancelEventInput)
    .output(eventView)
    .mutation(({ ctx, input }) => cancelEvent(ctx.app, ctx.actor, input)),

  /** Copies an event, as inactive, for the same organizer. Organizer or admin. */
  duplicate: organizerProcedure("id")
    .input(duplicateEventInput)
    .output(eventDetails)
    .mutation(({ ctx, input }) => duplicateEvent(ctx.app, ctx.actor, input)),

  /** The event's bookings with their attendees, newest first, searchable and filterable. Organizer or admin. */
  attendees: organizerProcedure("eventId")
    .input(attendeesInput)
    .output(listedBookingPage)
    .query(({ ctx, input }) => listAttendees(ctx.app, input)),

  /** The event's figures. Organizer or admin. */
  stats: organizerProcedure("eventId")
    .input(ofEventInput)
    .output(eventStats)
    .query(({ ctx, input }) => readEventStats(ctx.app, input.eventId)),

  /** Due and completed refunds, newest first. Organizer or admin. */
  refunds: organizerProcedure("eventId")
    .input(capacityLogInput)
    .output(refundPage)
    .query(({ ctx, input }) => listRefunds(ctx.app, input)),

  /** Whether the event's ledger balances, with all figures. Organizer or admin. */
  reconcile: organizerProcedure("eventId")
    .input(ofEventInput)
    .output(reconciliation)
    .query(({ ctx, input }) => reconcile(ctx.app, input.eventId)),

  /** What a device needs to check tickets offline, including the event's ticket key. Organizer or admin. */
  door: organizerProcedure("eventId")
    .input(ofEventInput)
    .output(doorView)
    .query(({ ctx, input }) => findDoor(ctx.app, input.eventId)),

  /** The events that the caller organizes, or those changed since a moment. */
  mine: userProcedure
    .input(mineEventsInput.prefault({}))
    .output(myEventPage)
    .query(({ ctx, input }) => listMyEvents(ctx.app, ctx.actor, input)),

  onAvailability,
  onActivity,

  /** The event's capacity log, newest first. Organizer or admin. */
  capacityLog: organizerProcedure("eventId")
    .input(capacityLogInput)
    .output(capacityLogPage)
    .query(({ ctx, input }) => listCapacityLog(ctx.app, input)),
});
