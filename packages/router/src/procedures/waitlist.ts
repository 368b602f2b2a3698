import { joinWaitlistInput, leaveWaitlistInput, waitlistEntryView } from "@foyer/contract/waitlist";
import { listMyWaitlist } from "@foyer/domain/waitlist/list-waitlist";
import { joinWaitlist } from "@foyer/domain/workflows/join-waitlist";
import { leaveWaitlist } from "@foyer/domain/workflows/leave-waitlist";
import { z } from "zod";
import { router, userProcedure } from "../trpc.js";

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
});
