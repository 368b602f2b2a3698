import { z } from "zod";
import { bookingId, eventId, questionId, ticketTypeId } from "./ids.js";
import { asLine, line, prose } from "./text.js";
import { bookedTicket } from "./ticket.js";
import { MAX_TICKET_TYPES } from "./ticket-type.js";
import { answeredInstant } from "./time.js";

export const MAX_QUESTIONS = 50;
export const MAX_OPTIONS = 50;

export const questionType = z.enum(["text", "choice", "choices", "yes_no", "consent", "phone"]);
export type QuestionType = z.output<typeof questionType>;

/** What a question is asked once for. */
export const questionPer = z.enum(["booking", "ticket"]);
export type QuestionPer = z.output<typeof questionPer>;

const questionFields = {
  label: line(1, 200),
  help: prose(0, 500).nullish(),
  type: questionType,
  per: questionPer,
  isRequired: z.boolean(),
  /** The choices of `choice` and `choices`, at least two. */
  options: z.array(line(1, 100)).max(MAX_OPTIONS).optional(),
  /** The kinds it is asked for; none for all. */
  ticketTypeIds: z.array(ticketTypeId).max(MAX_TICKET_TYPES).optional(),
  /** Its answers are shown at the door. */
  isForDoor: z.boolean().optional(),
};

export const createQuestionInput = z.strictObject({ eventId, ...questionFields });
export type CreateQuestionInput = z.output<typeof createQuestionInput>;

/** Fields that are left out keep their value. Type and `per` never change: answers would no longer fit. */
export const updateQuestionInput = z.strictObject({
  id: questionId,
  ...z.strictObject(questionFields).omit({ type: true, per: true }).partial().shape,
  isClosed: z.boolean().optional(),
});
export type UpdateQuestionInput = z.output<typeof updateQuestionInput>;

export const questionIdInput = z.strictObject({ id: questionId });
/** All questions of the event in their new order. */
export const orderQuestionsInput = z.strictObject({ eventId, ids: z.array(questionId).max(MAX_QUESTIONS) });

export const questionView = z.object({
  id: questionId,
  eventId,
  label: z.string(),
  help: z.string().nullable(),
  type: questionType,
  per: questionPer,
  isRequired: z.boolean(),
  options: z.array(z.string()),
  ticketTypeIds: z.array(ticketTypeId),
  isForDoor: z.boolean(),
  isClosed: z.boolean(),
  createdAt: answeredInstant,
});
export type QuestionView = z.output<typeof questionView>;

/** The longest answer to a question. */
export const MAX_ANSWER_LENGTH = 1_000;

/**
 * The answer to one question: a text, the texts of the chosen options, or yes or no. Null takes an answer back.
 * `ticketNumber` says which ticket it is about, where the question is asked for each.
 */
export const answerInput = z.strictObject({
  questionId,
  ticketNumber: z.int().min(1).optional(),
  value: z.union([
    prose(0, MAX_ANSWER_LENGTH),
    z.boolean(),
    z.array(line(1, 100)).max(MAX_OPTIONS),
    z.null(),
  ]),
});
export type AnswerInput = z.output<typeof answerInput>;

/** Answers of one booking: each question and ticket once. */
export const givenAnswers = z.array(answerInput).max(1_000);

export const answerBookingInput = z.strictObject({ id: bookingId, answers: givenAnswers });
export type AnswerBookingInput = z.output<typeof answerBookingInput>;

export const answerView = z.object({
  questionId,
  ticketNumber: z.int().nullable(),
  value: z.union([z.string(), z.boolean(), z.array(z.string())]),
});
export type AnswerView = z.output<typeof answerView>;

/** A required answer that is not there. */
export const missingAnswer = z.object({ questionId, ticketNumber: z.int().min(1).optional() });

/** The questions that a booking is asked, and its answers. */
export const bookingAnswers = z.object({
  /** In their order: open ones for one of its kinds, and closed ones that it has answered. */
  questions: z.array(questionView),
  answers: z.array(answerView),
  /** Required answers that are not there: a pending booking is not confirmed, and an addition not paid, without them. */
  missing: z.array(missingAnswer),
  /** Whom the tickets are for. */
  tickets: z.array(bookedTicket),
  /** The tickets that are held in addition, with the numbers that they will have: they are asked for as well. */
  heldTickets: z.array(bookedTicket),
  /** Whether the event asks for a name on each ticket. */
  asksForNames: z.boolean(),
  /** Until when its owner may change answers and names on tickets. */
  editableUntil: answeredInstant,
});
export type BookingAnswers = z.output<typeof bookingAnswers>;

/** A phone number as it is stored: one line without signs that show nothing, with plain signs and dashes. */
export function asPhone(text: string): string {
  const plain = text.normalize("NFKC").replace(/\p{Default_Ignorable_Code_Point}/gu, "");
  return asLine(plain.replace(/[\p{Dash_Punctuation}\u2212]/gu, "-"));
}

/**
 * Whether a line is a phone number as people write it: digits of any script with spaces, dots, dashes, slashes and brackets,
 * with or without a plus and an extension.
 */
export function isPhone(text: string): boolean {
  return (
    /^[(+]{0,2}[\p{Nd} ()./-]{5,40}(?:(?:x|ext\.?|#) ?\p{Nd}{1,6})?$/iu.test(text) &&
    text.replace(/\P{Nd}/gu, "").length >= 5
  );
}

export const listQuestionsInput = z.strictObject({ eventId });
