import type { missingAnswer, QuestionView, questionView } from "@foyer/contract/question";
import type { Prisma } from "@foyer/db/models";
import type { z } from "zod";

/** A question as input of the contract's `questionView`. */
export type QuestionAnswer = z.input<typeof questionView>;

/** The columns of `questionView`. */
export const questionColumns = {
  id: true,
  eventId: true,
  label: true,
  help: true,
  type: true,
  per: true,
  isRequired: true,
  options: true,
  ticketTypeIds: true,
  isForDoor: true,
  isClosed: true,
  createdAt: true,
} as const satisfies Prisma.QuestionSelect;

/** The order in which questions are asked. */
export const IN_ORDER = [
  { position: "asc" },
  { id: "asc" },
] as const satisfies Prisma.QuestionOrderByWithRelationInput[];

/** A question, as far as its rules depend on it. */
export type Question = Pick<
  QuestionView,
  "label" | "type" | "per" | "isRequired" | "options" | "isForDoor" | "isClosed"
> & {
  readonly id: string;
  readonly ticketTypeIds: readonly string[];
};

/** A ticket that questions may be about. */
export interface AskedTicket {
  readonly number: number;
  readonly ticketTypeId: string | null;
}

/** An answer as it is stored. */
export interface StoredAnswer {
  readonly questionId: string;
  /** Null where the question is asked once per booking. */
  readonly ticketNumber: number | null;
  readonly values: string[];
}

/**
 * What a question is about in a booking: the numbers of its tickets of the right kinds, or null for the booking as a whole,
 * if it has a ticket of them (domain rules, Questions).
 */
export function subjectsOf(
  { per, ticketTypeIds }: Pick<Question, "per" | "ticketTypeIds">,
  tickets: readonly AskedTicket[],
): readonly (number | null)[] {
  const asked = tickets.filter(
    ({ ticketTypeId }) =>
      ticketTypeIds.length === 0 || (ticketTypeId !== null && ticketTypeIds.includes(ticketTypeId)),
  );
  if (per === "ticket") return asked.map(({ number }) => number);
  return asked.length > 0 ? [null] : [];
}

/** Whether an answer is about a subject of its question. */
export function isAbout(
  answer: StoredAnswer,
  { id }: Pick<Question, "id">,
  ticketNumber: number | null,
): boolean {
  return answer.questionId === id && answer.ticketNumber === ticketNumber;
}

/** Whether an answer is enough for a required question: a consent has to be given. */
export function isEnough(
  { type }: Pick<Question, "type">,
  { values }: Pick<StoredAnswer, "values">,
): boolean {
  return values.length > 0 && (type !== "consent" || values[0] === YES);
}

/** What an event keeps of its questions, so that bookings that are asked nothing need not wait. */
export interface RequiredQuestions {
  readonly hasRequiredQuestions: boolean;
  /** The kinds for which one has to be answered; empty for all. */
  readonly requiredTypeIds: readonly string[];
}

/** What an event keeps of its questions. */
export function requiredOf(
  questions: readonly Pick<Question, "isRequired" | "isClosed" | "ticketTypeIds">[],
): { hasRequiredQuestions: boolean; requiredTypeIds: string[] } {
  const required = questions.filter(({ isRequired, isClosed }) => isRequired && !isClosed);
  const isForAll = required.some(({ ticketTypeIds }) => ticketTypeIds.length === 0);
  const ofTypes = required.flatMap(({ ticketTypeIds }) => ticketTypeIds);
  return {
    hasRequiredQuestions: required.length > 0,
    requiredTypeIds: isForAll ? [] : [...new Set(ofTypes)],
  };
}

/** Whether some tickets are asked something that has to be answered. */
export function hasToAnswer(
  { hasRequiredQuestions, requiredTypeIds }: RequiredQuestions,
  tickets: readonly { readonly ticketTypeId: string | null }[],
): boolean {
  if (!hasRequiredQuestions || requiredTypeIds.length === 0) return hasRequiredQuestions;
  return tickets.some(({ ticketTypeId }) => ticketTypeId !== null && requiredTypeIds.includes(ticketTypeId));
}

/** The required answers that a booking lacks: of open questions, in their order. */
export function missingAnswers(
  questions: readonly Question[],
  tickets: readonly AskedTicket[],
  answers: readonly StoredAnswer[],
): z.input<typeof missingAnswer>[] {
  return questions
    .filter(({ isRequired, isClosed }) => isRequired && !isClosed)
    .flatMap((question) =>
      subjectsOf(question, tickets)
        .filter(
          (subject) =>
            !answers.some((answer) => isAbout(answer, question, subject) && isEnough(question, answer)),
        )
        .map((subject) => ({ questionId: question.id, ...(subject !== null && { ticketNumber: subject }) })),
    );
}

/** The required answers that tickets in addition bring with them: not those that the booking lacked before. */
export function missingInAddition(
  questions: readonly Question[],
  { own, coming }: { readonly own: readonly AskedTicket[]; readonly coming: readonly AskedTicket[] },
  answers: readonly StoredAnswer[],
): ReturnType<typeof missingAnswers> {
  return withoutThose(
    missingAnswers(questions, [...own, ...coming], answers),
    missingAnswers(questions, own, answers),
  );
}

/** Missing answers that were not missing before. */
export function withoutThose(
  missing: ReturnType<typeof missingAnswers>,
  before: ReturnType<typeof missingAnswers>,
): ReturnType<typeof missingAnswers> {
  return missing.filter(
    ({ questionId, ticketNumber }) =>
      !before.some((other) => other.questionId === questionId && other.ticketNumber === ticketNumber),
  );
}

/** How the answers yes and no are stored. */
export const YES = "yes";
export const NO = "no";

/** An answer as people read it. */
export function answerText({ type }: Pick<Question, "type">, values: readonly string[]): string {
  if (type === "yes_no" || type === "consent") return values[0] === YES ? "Yes" : "No";
  return values.join(", ");
}
