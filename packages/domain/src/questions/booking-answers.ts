import type { Transaction } from "@foyer/db/database";
import type { AppContext } from "../context.js";
import { DomainError } from "../domain-error.js";
import {
  type AskedTicket,
  answerText,
  IN_ORDER,
  missingAnswers,
  missingInAddition,
  type QuestionAnswer,
  questionColumns,
  type StoredAnswer,
} from "./question.js";

/** The questions of an event in their order, and what a booking answered; nothing if its answers were deleted. */
export async function readAnswersOf(
  client: Pick<Transaction, "question" | "bookingAnswers">,
  { id, eventId }: { readonly id: string; readonly eventId: string },
): Promise<{ readonly questions: readonly QuestionAnswer[]; readonly answers: readonly StoredAnswer[] }> {
  const questions = await client.question.findMany({
    where: { eventId },
    orderBy: [...IN_ORDER],
    select: questionColumns,
  });
  if (questions.length === 0) return { questions, answers: [] };
  const stored = await client.bookingAnswers.findUnique({ where: { id }, select: { answers: true } });
  return { questions, answers: stored?.answers ?? [] };
}

/** What some bookings of an event answered, by booking. */
export async function readAnswersOfMany(
  { db: { prisma } }: Pick<AppContext, "db">,
  eventId: string,
  bookings: readonly { readonly id: string }[],
): Promise<ReadonlyMap<string, readonly StoredAnswer[]>> {
  const question = await prisma.question.findFirst({ where: { eventId }, select: { id: true } });
  if (question === null) return new Map();
  const stored = await prisma.bookingAnswers.findMany({
    where: { id: { in: bookings.map(({ id }) => id) } },
    select: { id: true, answers: true },
  });
  return new Map(stored.map(({ id, answers }) => [id, answers]));
}

/**
 * Rejects the confirmation of a booking that lacks required answers. Called in the transaction that confirms it, before any
 * write; costs nothing where the event has no required questions.
 *
 * @throws DomainError ANSWERS_MISSING with all that are missing
 */
export async function requireAnswers(
  tx: Transaction,
  booking: AskedBooking,
  tickets: () => readonly AskedTicket[],
): Promise<void> {
  requireNoneMissing(await findMissing(tx, booking, tickets));
}

/** Whether a booking has all required answers. */
export async function isAnswered(
  tx: Pick<Transaction, "question" | "bookingAnswers">,
  booking: AskedBooking,
  tickets: () => readonly AskedTicket[],
): Promise<boolean> {
  return (await findMissing(tx, booking, tickets)).length === 0;
}

/** The tickets that a booking has, and those that come to it. */
export interface WithComing {
  readonly own: readonly AskedTicket[];
  readonly coming: readonly AskedTicket[];
}

/**
 * Rejects paying for an addition to a booking that lacks required answers about it.
 *
 * @throws DomainError ANSWERS_MISSING with all that are missing
 */
export async function requireAnswersOfAddition(
  tx: Pick<Transaction, "question" | "bookingAnswers">,
  booking: AskedBooking,
  tickets: () => WithComing,
): Promise<void> {
  if (!booking.event.hasRequiredQuestions) return;
  const { questions, answers } = await readAnswersOf(tx, booking);
  requireNoneMissing(missingInAddition(questions, tickets(), answers));
}

/** Whether tickets that come to a booking have to be answered for: nothing was answered about them yet. */
export async function asksForAddition(
  tx: Pick<Transaction, "question" | "bookingAnswers">,
  booking: AskedBooking,
  tickets: WithComing,
): Promise<boolean> {
  if (!booking.event.hasRequiredQuestions || tickets.coming.length === 0) return false;
  const { questions, answers } = await readAnswersOf(tx, booking);
  const known = answers.filter(({ ticketNumber }) =>
    tickets.own.some(({ number }) => number === ticketNumber),
  );
  const ofBooking = answers.filter(({ ticketNumber }) => ticketNumber === null);
  return missingInAddition(questions, tickets, [...known, ...ofBooking]).length > 0;
}

/**
 * Deletes what was answered about tickets in addition that the booking never got: their numbers go to the next ones.
 *
 * @param last the highest number that a ticket of the booking has had
 */
export async function forgetAnswersBeyond(
  tx: Transaction,
  id: string,
  last: number,
  now: Date,
): Promise<void> {
  const stored = await tx.bookingAnswers.findUnique({ where: { id }, select: { answers: true } });
  if (stored === null) return;
  const answers = stored.answers.filter(({ ticketNumber }) => ticketNumber === null || ticketNumber <= last);
  if (answers.length === stored.answers.length) return;
  await tx.bookingAnswers.update({ where: { id }, data: { answers, updatedAt: now }, select: { id: true } });
}

/** A booking whose event may ask questions. */
interface AskedBooking {
  readonly id: string;
  readonly eventId: string;
  readonly event: { readonly hasRequiredQuestions: boolean };
}

async function findMissing(
  tx: Pick<Transaction, "question" | "bookingAnswers">,
  booking: AskedBooking,
  tickets: () => readonly AskedTicket[],
): Promise<ReturnType<typeof missingAnswers>> {
  if (!booking.event.hasRequiredQuestions) return [];
  const { questions, answers } = await readAnswersOf(tx, booking);
  return missingAnswers(questions, tickets(), answers);
}

/** @throws DomainError ANSWERS_MISSING if something is missing */
export function requireNoneMissing(missing: ReturnType<typeof missingAnswers>): void {
  if (missing.length === 0) return;
  const message =
    missing.length === 1 ? "A question needs an answer first." : "Some questions need an answer first.";
  throw new DomainError("ANSWERS_MISSING", message, { missing });
}

/** What the door is shown of an answer; the number is null where it is about the booking. */
interface DoorAnswer {
  readonly ticketNumber: number | null;
  readonly question: string;
  readonly answer: string;
}

/** The answers of an event's bookings to questions marked for the door, by booking; none for one without. */
export async function readDoorAnswers(
  { db: { prisma } }: Pick<AppContext, "db">,
  eventId: string,
  bookingIds: readonly string[],
): Promise<ReadonlyMap<string, readonly DoorAnswer[]>> {
  const stored = await prisma.bookingAnswers.findMany({
    where: { id: { in: [...bookingIds] } },
    select: { id: true, answers: true },
  });
  if (stored.length === 0) return new Map();
  const questions = await prisma.question.findMany({
    where: { eventId, isForDoor: true },
    orderBy: [...IN_ORDER],
    select: questionColumns,
  });
  const shown = (answers: (typeof stored)[number]["answers"]): DoorAnswer[] =>
    questions.flatMap((question) =>
      answers
        .filter(({ questionId }) => questionId === question.id)
        .map(({ ticketNumber, values }) => ({
          ticketNumber,
          question: question.label,
          answer: answerText(question, values),
        })),
    );
  return new Map(stored.map(({ id, answers }) => [id, shown(answers)]));
}

/** The answers about one ticket, or about the booking itself. */
export function doorAnswersAbout(
  answers: readonly DoorAnswer[],
  about: number | null,
): { question: string; answer: string }[] {
  return answers
    .filter(({ ticketNumber }) => ticketNumber === about)
    .map(({ question, answer }) => ({ question, answer }));
}

/** Copies what was answered for a booking to the one that takes its place. */
export async function copyAnswers(
  tx: Transaction,
  { from, to, now }: { readonly from: string; readonly to: string; readonly now: Date },
): Promise<void> {
  const stored = await tx.bookingAnswers.findUnique({ where: { id: from } });
  if (stored === null) return;
  const { eventId, answers } = stored;
  await tx.bookingAnswers.create({
    data: { id: to, eventId, answers, createdAt: now, updatedAt: now },
    select: { id: true },
  });
}
