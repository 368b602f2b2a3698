import {
  capacityLogInput,
  capacityLogPage,
  categoryCount,
  countEventsInput,
  createEventInput,
  eventCount,
  eventIdInput,
  eventPage,
  eventView,
  listEventsInput,
  mineEventsInput,
  setActiveInput,
  updateEventInput,
} from "@foyer/contract/event";
import { listCapacityLog } from "@foyer/domain/capacity/list-capacity-log";
import { createEvent } from "@foyer/domain/events/create-event";
import { findEvent } from "@foyer/domain/events/find-event";
import { countEvents, listCategories, listEvents } from "@foyer/domain/events/list-events";
import { listMyEvents } from "@foyer/domain/events/list-my-events";
import { setEventActive, updateEvent } from "@foyer/domain/events/update-event";
import { z } from "zod";
import { organizerProcedure, publicProcedure, router, userProcedure } from "../trpc.js";

/** Events: what everybody sees of them, and what their organizers do with them. */
export const eventRouter = router({
  /** The public list: active events that have not begun. */
  list: publicProcedure
    .input(listEventsInput.prefault({}))
    .output(eventPage)
    .query(({ ctx, input }) => listEvents(ctx.foyer, input)),

  /** How many events the public list has with these filters. */
  count: publicProcedure
    .input(countEventsInput.prefault({}))
    .output(eventCount)
    .query(({ ctx, input }) => countEvents(ctx.foyer, input)),

  /** The categories of the public list. */
  categories: publicProcedure.output(z.array(categoryCount)).query(({ ctx }) => listCategories(ctx.foyer)),

  /** One event, whether it is open, closed or past. */
  byId: publicProcedure
    .input(eventIdInput)
    .output(eventView)
    .query(({ ctx, input }) => findEvent(ctx.foyer, input.id)),

  /** Creates an event; the caller is its organizer. */
  create: userProcedure
    .input(createEventInput)
    .output(eventView)
    .mutation(({ ctx, input }) => createEvent(ctx.foyer, ctx.actor, input)),

  /** Changes what is named and leaves the rest. Organizer or admin. */
  update: organizerProcedure("id")
    .input(updateEventInput)
    .output(eventView)
    .mutation(({ ctx, input }) => updateEvent(ctx.foyer, ctx.actor, input)),

  /** Opens or closes an event for booking; its bookings stay. Organizer or admin. */
  setActive: organizerProcedure("id")
    .input(setActiveInput)
    .output(eventView)
    .mutation(({ ctx, input }) => setEventActive(ctx.foyer, ctx.actor, input)),

  /** The events that the caller organizes. */
  mine: userProcedure
    .input(mineEventsInput.prefault({}))
    .output(eventPage)
    .query(({ ctx, input }) => listMyEvents(ctx.foyer, ctx.actor, input)),

  /** Every change of the availability, newest first. Organizer or admin. */
  capacityLog: organizerProcedure("eventId")
    .input(capacityLogInput)
    .output(capacityLogPage)
    .query(({ ctx, input }) => listCapacityLog(ctx.foyer, input)),
});
