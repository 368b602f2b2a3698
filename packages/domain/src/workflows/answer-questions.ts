import type { BookingId } from "@foyer/contract/ids";
import type { AnswerBookingInput, AnswerInput, bookingAnswers } from "@foyer/contract/question";
import type { Transaction } from "@foyer/db/database";
import type { z } from "zod";
import type { Actor } from "../actor.js";
import {
  type BookedTicket,
  comingTickets,
  namedByKind,
  ticketsOf,
  toBookedTickets,
} from "../bookings/booked-tickets.js";
import { itemsOfAddition } from "../bookings/booking.js";
import { type EditableBooking, editableUntil, findEditable, requireEditable } from "../bookings/editable.js";
import { isHoldOver } from "../bookings/hold.js";
import { isOwnBooking } from "../bookings/ownership.js";
import type { AppContext } from "../context.js";
import { readAnswersOf, requireNoneMissing } from "../questions/booking-answers.js";
import { DRAFTS_KEPT_MS, keepAnswersAgain } from "../questions/forget-answers.js";
import {
  isAbout,
  missingAnswers,
  type Question,
  type StoredAnswer,
  subjectsOf,
  withoutThose,
} from "../questions/question.js";
import { readAnswers, requireNoConsent, toAnswerView, toStoredAnswers } from "../questions/read-answer.js";
import { queueWebhooks } from "../webhooks/queue-webhooks.js";

/** A booking's answers as input of the contract's `bookingAnswers`. */
type AnswersAnswer = z.input<typeof bookingAnswers>;

/**
 * What a booking is asked and what it answered. For its owner and those who run the event.
 *
 * @throws DomainError NOT_FOUND, FORBIDDEN
 */
export async function findAnswers(
  { db: { prisma }, clock }: Pick<AppContext, "db" | "clock">,
  actor: Actor,
  id: BookingId,
): Promise<AnswersAnswer> {
  const { booking } = await findEditable(prisma, actor, id);
  return toAnswers(booking, await readAnswersOf(prisma, booking), clock.now());
}

/** The tickets that are held in addition, as long as they are. */
function heldTickets({ addition, ...booking }: EditableBooking, now: Date): readonly BookedTicket[] {
  return addition === null || isHoldOver(addition, now)
    ? []
    : comingTickets(booking, itemsOfAddition(addition));
}

/** Whether answers are about nothing but tickets that are held in addition. */
function areAboutHeld(
  given: readonly AnswerInput[],
  {
    questions,
    own,
    tickets,
  }: {
    readonly questions: readonly Question[];
    readonly own: readonly BookedTicket[];
    readonly tickets: readonly BookedTicket[];
  },
): boolean {
  return given.every(({ questionId, ticketNumber = null }) => {
    const question = questions.find(({ id }) => id === questionId);
    if (question === undefined) return false;
    return (
      subjectsOf(question, tickets).includes(ticketNumber) &&
      !subjectsOf(question, own).includes(ticketNumber)
    );
  });
}

/**
 * Answers questions of a booking; those that are left out keep their answer, and null takes one back. For its owner while it
 * is held, and then until the event's date for changes; for those who run the event at any time, except that they agree to
 * nothing for somebody. Tickets that are held in addition are answered for as long as they are held. A confirmed booking's owner
 * cannot take back what is required.
 *
 * @throws DomainError NOT_FOUND, FORBIDDEN, EVENT_CANCELLED, BOOKING_NOT_ACTIVE, CHANGES_CLOSED, ANSWERS_MISSING,
 *   INVALID_INPUT with the path of the answer that does not fit
 */
export async function answerQuestions(
  context: Pick<AppContext, "db" | "clock" | "webhooks">,
  actor: Actor,
  { id, answers: given }: AnswerBookingInput,
): Promise<AnswersAnswer> {
  return context.db.transaction(
    async (tx) => {
      const found = await findEditable(tx, actor, id);
      const { booking, isOrganizer } = found;
      const now = context.clock.now();
      const { questions, answers: before } = await readAnswersOf(tx, booking);
      const own = ticketsOf(booking);
      const tickets = [...own, ...heldTickets(booking, now)];
      requireEditable(found, now, areAboutHeld(given, { questions, own, tickets }));
      const read = readAnswers(questions, tickets, given, before);
      if (!(await isOwnBooking(tx, actor, booking))) requireNoConsent(read, before);
      const kept = before.filter(
        (answer) => !read.some(({ question, ticketNumber }) => isAbout(answer, question, ticketNumber)),
      );
      const after = [...kept, ...toStoredAnswers(read)];
      if (booking.status === "confirmed" && !isOrganizer) {
        const missing = missingAnswers(questions, own, before);
        requireNoneMissing(withoutThose(missingAnswers(questions, own, after), missing));
      }
      await store(tx, context, booking, after);
      return toAnswers(booking, { questions, answers: after }, now);
    },
    { retryOnUnique: true },
  );
}

async function store(
  tx: Transaction,
  context: Pick<AppContext, "clock" | "webhooks">,
  booking: EditableBooking,
  answers: StoredAnswer[],
): Promise<void> {
  const now = context.clock.now();
  const { id, eventId, status, event } = booking;
  const isDraft = status === "pending";
  const draft = isDraft ? { draftUntil: new Date(now.getTime() + DRAFTS_KEPT_MS) } : {};
  const stored = await tx.bookingAnswers.findUnique({ where: { id }, select: { id: true } });
  if (stored === null) {
    const data = { id, eventId, answers, ...draft, createdAt: now, updatedAt: now };
    await tx.bookingAnswers.create({ data, select: { id: true } });
  } else {
    const data = { answers, ...(isDraft ? draft : { draftUntil: { unset: true } }), updatedAt: now };
    await tx.bookingAnswers.update({ where: { id }, data, select: { id: true } });
  }
  // Written to the booking, so that a concurrent payment or cancellation conflicts with it.
  await tx.booking.update({ where: { id }, data: { updatedAt: now }, select: { id: true } });
  if (event.answersDeletedAt !== null) await keepAnswersAgain(tx, [eventId]);
  await queueWebhooks(tx, context, eventId, [{ type: "booking.changed", bookingId: id }]);
}

function toAnswers(
  booking: EditableBooking,
  { questions, answers }: Awaited<ReturnType<typeof readAnswersOf>>,
  now: Date,
): AnswersAnswer {
  const held = heldTickets(booking, now);
  const tickets = [...ticketsOf(booking), ...held];
  const asked = questions.flatMap((question) => {
    const subjects = subjectsOf(question, tickets);
    const given = answers.filter((answer) => subjects.some((subject) => isAbout(answer, question, subject)));
    return subjects.length === 0 || (question.isClosed && given.length === 0) ? [] : [{ question, given }];
  });
  return {
    questions: asked.map(({ question }) => question),
    answers: asked.flatMap(({ question, given }) => given.map((answer) => toAnswerView(question, answer))),
    missing: missingAnswers(questions, tickets, answers),
    tickets: toBookedTickets(booking),
    heldTickets: namedByKind(held, booking.addition?.items ?? []),
    asksForNames: booking.event.asksForNames,
    editableUntil: editableUntil(booking.event),
  };
}
