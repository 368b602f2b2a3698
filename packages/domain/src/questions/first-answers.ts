import type { AnswerInput } from "@foyer/contract/question";
import type { Transaction } from "@foyer/db/database";
import { insertMany, type NewRow } from "@foyer/db/raw-commands";
import { keepAnswersAgain } from "./forget-answers.js";
import { type AskedTicket, IN_ORDER, type Question, questionColumns } from "./question.js";
import { readAnswers, requireNoConsent, toStoredAnswers } from "./read-answer.js";

/** What was answered with a new booking, as it is stored. */
export type FirstAnswers = NewRow<"BookingAnswers">;

/** The questions of some events, by event. */
export async function readQuestionsOfMany<Id extends string>(
  tx: Pick<Transaction, "question">,
  eventIds: readonly Id[],
): Promise<ReadonlyMap<Id, readonly Question[]>> {
  if (eventIds.length === 0) return new Map();
  const questions = await tx.question.findMany({
    where: { eventId: { in: [...eventIds] } },
    orderBy: [...IN_ORDER],
    select: questionColumns,
  });
  return new Map(eventIds.map((id) => [id, questions.filter(({ eventId }) => eventId === id)]));
}

/**
 * The answers that those who run an event give with a booking that they make for somebody. Has no side effects.
 *
 * @returns undefined if nothing is answered
 * @throws DomainError INVALID_INPUT with the path of the answer that does not fit
 */
export function firstAnswers(
  booking: { readonly id: string; readonly eventId: string; readonly tickets: readonly AskedTicket[] },
  questions: readonly Question[],
  given: readonly AnswerInput[],
  now: Date,
): FirstAnswers | undefined {
  const { id, eventId, tickets } = booking;
  const read = readAnswers(questions, tickets, given, []);
  requireNoConsent(read, []);
  const answers = toStoredAnswers(read);
  return answers.length === 0 ? undefined : { id, eventId, answers, createdAt: now, updatedAt: now };
}

/** Stores the answers of new bookings, in the transaction that writes these. */
export async function storeFirstAnswers(tx: Transaction, rows: readonly FirstAnswers[]): Promise<void> {
  if (rows.length === 0) return;
  const eventIds = [...new Set(rows.map(({ eventId }) => eventId))];
  await Promise.all([insertMany(tx, "BookingAnswers", rows), keepAnswersAgain(tx, eventIds)]);
}
