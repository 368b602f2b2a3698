import { type EventId, type QuestionId, eventId as toEventId } from "@foyer/contract/ids";
import {
  type CreateQuestionInput,
  MAX_QUESTIONS,
  type orderQuestionsInput,
  type UpdateQuestionInput,
} from "@foyer/contract/question";
import type { Transaction } from "@foyer/db/database";
import type { z } from "zod";
import { type Actor, requireRunsEvent, runsEvent } from "../actor.js";
import type { AppContext } from "../context.js";
import { DomainError } from "../domain-error.js";
import { announceEventChange } from "../events/event-changes.js";
import { requireKnownTypes } from "../ticket-types/require-known-types.js";
import { IN_ORDER, type Question, type QuestionAnswer, questionColumns, requiredOf } from "./question.js";

type Context = Pick<AppContext, "db" | "clock" | "eventChanges">;

/**
 * The questions of an event in their order, closed ones too, without any answers: all for those who run the event, for
 * everybody else as if there were no hidden kinds.
 *
 * @throws DomainError NOT_FOUND
 */
export async function showQuestions(
  { db: { prisma } }: Pick<AppContext, "db">,
  actor: Actor | undefined,
  eventId: EventId,
): Promise<QuestionAnswer[]> {
  const [event, questions] = await Promise.all([
    prisma.event.findUnique({
      where: { id: eventId },
      select: { organizerId: true, ticketTypes: { select: { id: true, isHidden: true } } },
    }),
    listQuestions(prisma, eventId),
  ]);
  if (event === null) throw new DomainError("NOT_FOUND", "There is no such event.");
  if (actor !== undefined && runsEvent(actor, event)) return questions;
  const hidden = new Set(event.ticketTypes.flatMap(({ id, isHidden }) => (isHidden ? [id] : [])));
  return questions.flatMap(({ ticketTypeIds, ...question }) => {
    const shown = ticketTypeIds.filter((id) => !hidden.has(id));
    return shown.length < ticketTypeIds.length && shown.length === 0
      ? []
      : [{ ...question, ticketTypeIds: shown }];
  });
}

/** All questions of an event in their order, for those who run it. */
export async function listQuestions(
  { question }: Pick<Transaction, "question">,
  eventId: EventId,
): Promise<QuestionAnswer[]> {
  return question.findMany({ where: { eventId }, orderBy: [...IN_ORDER], select: questionColumns });
}

/**
 * Adds a question at the end. For those who run the event.
 *
 * @throws DomainError INVALID_INPUT (options, kinds, too many questions)
 */
export async function createQuestion(
  context: Context,
  { eventId, options = [], ticketTypeIds = [], isForDoor = false, help, ...input }: CreateQuestionInput,
): Promise<QuestionAnswer> {
  return context.db.transaction(async (tx) => {
    const fields = { ...input, options, ticketTypeIds, isForDoor, help: help || null };
    await requireConsistent(tx, eventId, fields, []);
    const others = await tx.question.findMany({ where: { eventId }, select: { position: true } });
    if (others.length >= MAX_QUESTIONS) {
      throw new DomainError("INVALID_INPUT", `An event has at most ${MAX_QUESTIONS} questions.`, {
        field: "label",
      });
    }
    const now = context.clock.now();
    const position = Math.max(-1, ...others.map((other) => other.position)) + 1;
    const question = await tx.question.create({
      data: { ...fields, eventId, position, createdAt: now, updatedAt: now },
      select: questionColumns,
    });
    await noteRequired(tx, context, eventId);
    return question;
  });
}

/**
 * Changes the fields in the input. Answers that were given stay, also those to options that are gone. For those who run
 * the event.
 *
 * @throws DomainError NOT_FOUND, FORBIDDEN, INVALID_INPUT (options, kinds)
 */
export async function updateQuestion(
  context: Context,
  actor: Actor,
  { id, help, ...input }: UpdateQuestionInput,
): Promise<QuestionAnswer> {
  return context.db.transaction(async (tx) => {
    const before = await readRun(tx, actor, id);
    const eventId = toEventId.parse(before.eventId);
    await requireConsistent(
      tx,
      eventId,
      {
        type: before.type,
        options: input.options ?? before.options,
        ticketTypeIds: input.ticketTypeIds ?? before.ticketTypeIds,
      },
      before.ticketTypeIds,
    );
    const question = await tx.question.update({
      where: { id },
      data: { ...input, ...(help !== undefined && { help: help || null }), updatedAt: context.clock.now() },
      select: questionColumns,
    });
    await noteRequired(tx, context, eventId);
    return question;
  });
}

/**
 * Removes a question. One that was answered is closed instead, so that its answers are kept. For those who run the event.
 *
 * @throws DomainError NOT_FOUND, FORBIDDEN
 */
export async function removeQuestion(context: Context, actor: Actor, id: QuestionId): Promise<void> {
  await context.db.transaction(async (tx) => {
    const { eventId } = await readRun(tx, actor, id);
    const answered = await tx.bookingAnswers.findFirst({
      where: { eventId, answers: { some: { questionId: id } } },
      select: { id: true },
    });
    if (answered === null) await tx.question.delete({ where: { id }, select: { id: true } });
    else {
      const data = { isClosed: true, updatedAt: context.clock.now() };
      await tx.question.update({ where: { id }, data, select: { id: true } });
    }
    await noteRequired(tx, context, toEventId.parse(eventId));
  });
}

/**
 * Puts an event's questions into another order. For those who run the event.
 *
 * @throws DomainError INVALID_INPUT (ids) if they are not all of its questions, each once
 */
export async function orderQuestions(
  context: Pick<AppContext, "db" | "clock">,
  { eventId, ids }: z.output<typeof orderQuestionsInput>,
): Promise<QuestionAnswer[]> {
  return context.db.transaction(async (tx) => {
    const questions = await tx.question.findMany({
      where: { eventId },
      select: { id: true, position: true },
    });
    const isWhole = questions.every(({ id }) => ids.some((one) => one === id));
    if (!isWhole || new Set(ids).size !== questions.length || ids.length !== questions.length) {
      const message = "The questions have changed meanwhile. Load them again.";
      throw new DomainError("INVALID_INPUT", message, { field: "ids" });
    }
    const updatedAt = context.clock.now();
    for (const [position, id] of ids.entries()) {
      if (questions.some((one) => one.id === id && one.position === position)) continue;
      await tx.question.update({ where: { id }, data: { position, updatedAt }, select: { id: true } });
    }
    return tx.question.findMany({ where: { eventId }, orderBy: [...IN_ORDER], select: questionColumns });
  });
}

async function readRun(tx: Transaction, actor: Actor, id: QuestionId): Promise<QuestionAnswer> {
  const found = await tx.question.findUnique({
    where: { id },
    select: { ...questionColumns, event: { select: { organizerId: true } } },
  });
  if (found === null) throw new DomainError("NOT_FOUND", "There is no such question.");
  const { event, ...question } = found;
  requireRunsEvent(actor, event);
  return question;
}

/**
 * @param before the kinds it was asked for: those that the event has not any more may stay
 * @throws DomainError INVALID_INPUT
 */
async function requireConsistent(
  tx: Transaction,
  eventId: EventId,
  { type, options, ticketTypeIds }: Pick<Question, "type" | "options" | "ticketTypeIds">,
  before: readonly string[],
): Promise<void> {
  const complain = (field: string, message: string) => new DomainError("INVALID_INPUT", message, { field });
  const hasOptions = type === "choice" || type === "choices";
  if (hasOptions && options.length < 2)
    throw complain("options", "Give at least two options to choose from.");
  if (!hasOptions && options.length > 0) throw complain("options", "Only choices have options.");
  if (new Set(options).size < options.length) throw complain("options", "Two options are the same.");
  await requireKnownTypes(tx, eventId, ticketTypeIds, before);
}

/**
 * Keeps in the event for which tickets a question has to be answered, which the booking queue decides by. Always written, so
 * that concurrent changes of two questions conflict.
 */
async function noteRequired(tx: Transaction, context: Context, eventId: EventId): Promise<void> {
  const questions = await tx.question.findMany({
    where: { eventId },
    select: { isRequired: true, isClosed: true, ticketTypeIds: true },
  });
  await tx.event.update({
    where: { id: eventId },
    data: { ...requiredOf(questions), updatedAt: context.clock.now() },
    select: { id: true },
  });
  announceEventChange(tx, context, eventId, { kind: "details" });
}
