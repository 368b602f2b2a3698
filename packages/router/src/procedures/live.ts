import type { BookingId } from "@foyer/contract/ids";
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
import type { Actor } from "@foyer/domain/actor";
import { isAddressProved } from "@foyer/domain/bookings/ownership";
import { requireOrganizer } from "@foyer/domain/events/find-event";
import { showEvent } from "@foyer/domain/events/public-events";
import type { LiveTopics } from "@foyer/domain/live/live-stream";
import type { Context } from "../context.js";
import { follow, requireUser } from "../follow.js";
import { trackedOutput } from "../tracked-output.js";
import { bookingProcedure, organizerProcedure, publicProcedure, router, sessionProcedure } from "../trpc.js";

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

/** The caller's bookings, or one of them, whenever one is made or changes. A guest's token follows its booking. */
export const onBookingChange = bookingProcedure
  .input(onBookingChangeInput)
  .output(trackedOutput(bookingChange))
  .subscription(async ({ ctx, input: { id, lastEventId }, signal }) =>
    follow(ctx, {
      topics: { eventIds: [], activityOf: [], ...(await ownBookings(ctx.app, ctx.actor, id)) },
      lastEventId,
      signal,
      message: (update) =>
        update.kind === "booking" && ctx.actor.onlyEvents?.has(update.booking.eventId) !== false
          ? update.booking
          : undefined,
    }),
  );

/** What is followed of somebody's own bookings: what they may open. */
async function ownBookings(
  { db }: Pick<Context["app"], "db">,
  actor: Actor,
  id?: BookingId,
): Promise<Pick<LiveTopics, "bookingsOf" | "onlyBooking" | "withoutGuests">> {
  const { onlyBooking } = actor;
  if (onlyBooking !== undefined) return { bookingsOf: actor.id, onlyBooking };
  return {
    bookingsOf: actor.id,
    withoutGuests: !(await isAddressProved(db.prisma, actor)),
    ...(id !== undefined && { onlyBooking: id }),
  };
}

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
      const { eventIds, myBookings, activityOf, withRecent } = input;
      // As a stream that was cut off now: it goes back by as long as a change may take to be seen.
      const lastEventId =
        input.lastEventId ?? (withRecent ? String(ctx.app.clock.now().getTime()) : undefined);
      const isPrivate = myBookings || activityOf.length > 0;
      const actor = isPrivate ? requireUser(ctx) : undefined;
      if (actor) for (const eventId of activityOf) await requireOrganizer(ctx.app, actor, eventId);
      return follow(ctx, {
        topics: { eventIds, activityOf, ...(myBookings && actor && (await ownBookings(ctx.app, actor))) },
        lastEventId,
        signal,
        message: (update) => update,
      });
    }),
});
