import {
  createQuestionInput,
  listQuestionsInput,
  orderQuestionsInput,
  questionIdInput,
  questionView,
  updateQuestionInput,
} from "@foyer/contract/question";
import { done } from "@foyer/contract/user";
import {
  createQuestion,
  orderQuestions,
  removeQuestion,
  showQuestions,
  updateQuestion,
} from "@foyer/domain/questions/manage-questions";
import { z } from "zod";
import { actorIn, organizerProcedure, publicProcedure, router, userProcedure } from "../trpc.js";

/** The questions of events. Their answers are bookings' (`booking.answers`). */
export const questionRouter = router({
  /** Adds a question at the end. Organizer or admin. */
  create: organizerProcedure("eventId")
    .input(createQuestionInput)
    .output(questionView)
    .mutation(({ ctx, input }) => createQuestion(ctx.app, input)),

  /** Changes the fields in the input; answers stay. Organizer or admin. */
  update: userProcedure
    .input(updateQuestionInput)
    .output(questionView)
    .mutation(({ ctx, input }) => updateQuestion(ctx.app, ctx.actor, input)),

  /** Removes a question; one that was answered is closed instead. Organizer or admin. */
  remove: userProcedure
    .input(questionIdInput)
    .output(done)
    .mutation(async ({ ctx, input }) => {
      await removeQuestion(ctx.app, ctx.actor, input.id);
      return { ok: true };
    }),

  /** Puts all questions of an event into another order. Organizer or admin. */
  order: organizerProcedure("eventId")
    .input(orderQuestionsInput)
    .output(z.array(questionView))
    .mutation(({ ctx, input }) => orderQuestions(ctx.app, input)),

  /**
   * What an event asks those who book, in its order, closed questions too; no answers. What is about hidden kinds only those
   * who run the event are told.
   */
  list: publicProcedure
    .input(listQuestionsInput)
    .output(z.array(questionView))
    .query(({ ctx, input }) => showQuestions(ctx.app, actorIn(ctx), input.eventId)),
});
