import {
  bookingChange,
  eventActivity,
  eventAvailability,
  liveTopicsInput,
  liveUpdate,
  onActivityInput,
  onAvailabilityInput,
  onBookingChangeInput,
} from "@foyer/contract/live";
import { requireOrganizer } from "@foyer/domain/events/find-event";
import { showEvent } from "@foyer/domain/events/public-events";
import { follow, requireUser } from "../follow.js";
import { trackedOutput } from "../tracked-output.js";
import { organizerProcedure, publicProcedure, router, sessionProcedure, userProcedure } from "../trpc.js";

/**
 * Subscriptions, sent as server-sent events. Each message has an id; a client that reconnects sends the last one and
 * misses nothing. A change may come twice.
 */

/** The availability of an event: now, and whenever it changes. */
export const onAvailability = publicProcedure
  .input(onAvailabilityInput)
  .output(trackedOutput(eventAvailability))
  .subscription(async ({ ctx, input: { eventId, lastEventId }, signal }) => {
    await showEvent(ctx.app, eventId);
    const topics = { eventIds: [eventId], activityOf: [] };
    return follow(ctx, {
      topics,
      lastEventId,
      signal,
      message: (update) => (update.kind === "availability" ? update.availability : undefined),
    });
  });

/** The caller's bookings, whenever one is made or changes. */
export const onBookingChange = userProcedure
  .input(onBookingChangeInput)
  .output(trackedOutput(bookingChange))
  .subscription(({ ctx, input: { lastEventId }, signal }) =>
    follow(ctx, {
      topics: { eventIds: [], bookingsOf: ctx.actor.id, activityOf: [] },
      lastEventId,
      signal,
      message: (update) =>
        update.kind === "booking" && ctx.actor.onlyEvents?.has(update.booking.eventId) !== false
          ? update.booking
          : undefined,
    }),
  );

/** The bookings of an event, whenever some are made or change. Organizer or admin. */
export const onActivity = organizerProcedure("eventId")
  .input(onActivityInput)
  .output(trackedOutput(eventActivity))
  .subscription(({ ctx, input: { eventId, lastEventId }, signal }) =>
    follow(ctx, {
      topics: { eventIds: [], activityOf: [eventId] },
      lastEventId,
      signal,
      message: (update) => (update.kind === "activity" ? update.activity : undefined),
    }),
  );

/** Streams of several subjects. */
export const liveRouter = router({
  /**
   * Several of the above in one stream. Availability for anyone, own bookings for users, activity for the organizer of
   * each event and admins.
   */
  onUpdate: sessionProcedure
    .input(liveTopicsInput)
    .output(trackedOutput(liveUpdate))
    .subscription(async ({ ctx, input, signal }) => {
      const { eventIds, myBookings, activityOf, lastEventId } = input;
      const isPrivate = myBookings || activityOf.length > 0;
      const actor = isPrivate ? requireUser(ctx) : undefined;
      if (actor) for (const eventId of activityOf) await requireOrganizer(ctx.app, actor, eventId);
      return follow(ctx, {
        topics: { eventIds, activityOf, ...(myBookings && actor && { bookingsOf: actor.id }) },
        lastEventId,
        signal,
        message: (update) => update,
      });
    }),
});
