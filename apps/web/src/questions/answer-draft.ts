import { type AnswerInput, type AnswerView, isPhone, type QuestionView } from "@foyer/contract/question";

/** What is entered as the answer to a question; empty or null for none. */
export type AnswerDraft = string | boolean | string[] | null;

/** The entered answers, by {@link fieldOf}. */
export type AnswerDrafts = Readonly<Record<string, AnswerDraft>>;

/** A question where it is asked: once for the booking, or for one of its tickets. */
export type AskedQuestion = { readonly question: QuestionView; readonly ticketNumber: number | null };

/** The name of a question's field, one for each ticket. */
export function fieldOf({ question, ticketNumber }: AskedQuestion): string {
  return ticketNumber === null ? question.id : `${question.id} ${ticketNumber}`;
}

/**
 * The questions as they are asked: those about the booking, and those about each ticket of the right kinds. Closed ones are
 * not asked any more.
 */
export function askedQuestions(
  questions: readonly QuestionView[],
  tickets: readonly { readonly number: number; readonly ticketType: { readonly id: string } | null }[],
): { readonly ofBooking: AskedQuestion[]; readonly ofTicket: (ticketNumber: number) => AskedQuestion[] } {
  const open = questions.filter(({ isClosed }) => !isClosed);
  return {
    ofBooking: open
      .filter(({ per }) => per === "booking")
      .map((question) => ({ question, ticketNumber: null })),
    ofTicket(ticketNumber) {
      const kind = tickets.find(({ number }) => number === ticketNumber)?.ticketType?.id;
      return open
        .filter(({ per, ticketTypeIds }) => {
          const isForKind = ticketTypeIds.length === 0 || ticketTypeIds.some((id) => id === kind);
          return per === "ticket" && isForKind;
        })
        .map((question) => ({ question, ticketNumber }));
    },
  };
}

/** What the fields show of answers that were given. */
export function draftsOf(asked: readonly AskedQuestion[], answers: readonly AnswerView[]): AnswerDrafts {
  return Object.fromEntries(
    asked.map((one) => {
      const given = answers.find(
        ({ questionId, ticketNumber }) => questionId === one.question.id && ticketNumber === one.ticketNumber,
      );
      return [fieldOf(one), given?.value ?? null];
    }),
  );
}

function isEmpty(draft: AnswerDraft | undefined): boolean {
  return draft == null || draft === "" || (Array.isArray(draft) && draft.length === 0);
}

/**
 * What is wrong with an entered answer; undefined if nothing is.
 *
 * @param asksForAll whether what has to be answered may not be left out
 */
export function draftError(
  { question }: AskedQuestion,
  draft: AnswerDraft | undefined,
  asksForAll = true,
): string | undefined {
  const isRequired = question.isRequired && asksForAll;
  if (question.type === "consent") {
    return isRequired && draft !== true ? "Tick this to go on." : undefined;
  }
  if (isEmpty(draft)) return isRequired ? "This needs an answer." : undefined;
  if (question.type === "phone" && typeof draft === "string" && !isPhone(draft.trim())) {
    return "Write a phone number, such as +49 30 1234567.";
  }
  return undefined;
}

/** The answers that were changed, as they are sent. */
export function changedAnswers(
  asked: readonly AskedQuestion[],
  before: AnswerDrafts,
  drafts: AnswerDrafts,
): { readonly field: string; readonly answer: AnswerInput }[] {
  return asked.flatMap((one) => {
    const field = fieldOf(one);
    const draft = drafts[field] ?? null;
    if (JSON.stringify(draft) === JSON.stringify(before[field] ?? null)) return [];
    const { question, ticketNumber } = one;
    const value = isEmpty(draft) ? null : draft;
    const answer = { questionId: question.id, value, ...(ticketNumber !== null && { ticketNumber }) };
    return [{ field, answer }];
  });
}
