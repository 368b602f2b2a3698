import {
  eventWaitlistInput,
  joinWaitlistInput,
  leaveWaitlistInput,
  waitlistEntryView,
  waitlistPlace,
  waitlistPlaceInput,
  waitlistPlacePage,
} from "@foyer/contract/waitlist";
import { listEventWaitlist } from "@foyer/domain/waitlist/list-event-waitlist";
import { listMyWaitlist } from "@foyer/domain/waitlist/list-waitlist";
import { joinWaitlist } from "@foyer/domain/workflows/join-waitlist";
import { leaveWaitlist } from "@foyer/domain/workflows/leave-waitlist";
import { offerByHand } from "@foyer/domain/workflows/offer-by-hand";
import { removePlace } from "@foyer/domain/workflows/remove-place";
import { z } from "zod";
import { organizerProcedure, router, userProcedure } from "../trpc.js";

/** The waiting lists of sold-out events. */
export const waitlistRouter = router({
  /** Joins the list of an event without enough tickets left. */
  join: userProcedure
    .input(joinWaitlistInput)
    .output(waitlistEntryView)
    .mutation(({ ctx, input }) => joinWaitlist(ctx.app, ctx.actor, input)),

  /** Leaves the list, or declines its offer. */
  leave: userProcedure
    .input(leaveWaitlistInput)
    .output(waitlistEntryView)
    .mutation(({ ctx, input }) => leaveWaitlist(ctx.app, ctx.actor, input)),

  /** The caller's places and offers. */
  mine: userProcedure
    .output(z.array(waitlistEntryView))
    .query(({ ctx }) => listMyWaitlist(ctx.app, ctx.actor)),

  /** The list of an event, or of one of its kinds, in the order of joining. Organizer or admin. */
  forEvent: organizerProcedure("eventId")
    .input(eventWaitlistInput)
    .output(waitlistPlacePage)
    .query(({ ctx, input }) => listEventWaitlist(ctx.app, input)),

  /** Offers tickets to one place now, whoever joined before it; also while sales are closed. Organizer or admin. */
  offer: userProcedure
    .input(waitlistPlaceInput)
    .output(waitlistPlace)
    .mutation(({ ctx, input }) => offerByHand(ctx.app, ctx.actor, input)),

  /** Takes a place off the list, or its offer back; its holder is mailed. Organizer or admin. */
  remove: userProcedure
    .input(waitlistPlaceInput)
    .output(waitlistPlace)
    .mutation(({ ctx, input }) => removePlace(ctx.app, ctx.actor, input)),
});
