import { type AnswerInput, type answerView, asPhone, isPhone } from "@foyer/contract/question";
import type { z } from "zod";
import { DomainError } from "../domain-error.js";
import {
  type AskedTicket,
  isAbout,
  NO,
  type Question,
  type StoredAnswer,
  subjectsOf,
  YES,
} from "./question.js";

/** An answer that was checked; without values it takes an earlier one back. */
export interface GivenAnswer extends StoredAnswer {
  readonly question: Question;
}

/**
 * Checks answers against what a booking is asked. One that says what was answered before is fine whatever became of the
 * question: whoever changes one answer may send all of them.
 *
 * @throws DomainError INVALID_INPUT with the path of the answer that does not fit
 */
export function readAnswers(
  questions: readonly Question[],
  tickets: readonly AskedTicket[],
  answers: readonly AnswerInput[],
  before: readonly StoredAnswer[],
): readonly GivenAnswer[] {
  return answers.map((answer, index) => {
    const { questionId, ticketNumber = null, value } = answer;
    const question = questions.find(({ id }) => id === questionId);
    const same = before.find(
      (stored) => stored.questionId === questionId && stored.ticketNumber === ticketNumber,
    );
    const isUnchanged =
      question !== undefined && same !== undefined && isSameValue(toAnswerView(question, same).value, value);
    // What is no longer asked can be taken back.
    if (question === undefined || (question.isClosed && !isUnchanged && value !== null)) {
      throw unfit(index, "questionId", "This is not asked for this event any more.");
    }
    const subjects = subjectsOf(question, tickets);
    if (!subjects.includes(ticketNumber)) {
      const message =
        question.per === "booking" ? "This is asked once per booking." : "This is not asked for this ticket.";
      throw unfit(
        index,
        "ticketNumber",
        subjects.length === 0 ? "This is not asked for this booking." : message,
      );
    }
    const earlier = answers.findIndex(
      (other) => other.questionId === questionId && (other.ticketNumber ?? null) === ticketNumber,
    );
    if (earlier < index) throw unfit(index, "questionId", "This is answered twice.");
    const values = isUnchanged ? same.values : readValue(question, value);
    if (typeof values === "string") throw unfit(index, "value", values);
    return { question, questionId, ticketNumber, values };
  });
}

/**
 * A consent is given by whoever the booking is for, and by nobody on their behalf.
 *
 * @throws DomainError INVALID_INPUT with the path of the answer
 */
export function requireNoConsent(read: readonly GivenAnswer[], before: readonly StoredAnswer[]): void {
  const index = read.findIndex(
    ({ question, ticketNumber, values }) =>
      question.type === "consent" &&
      values[0] === YES &&
      !before.some((answer) => isAbout(answer, question, ticketNumber) && answer.values[0] === YES),
  );
  if (index >= 0) throw unfit(index, "value", "Only the attendee can agree to this.");
}

/** Answers as they are stored: those that were not taken back. */
export function toStoredAnswers(read: readonly GivenAnswer[]): StoredAnswer[] {
  return read
    .filter(({ values }) => values.length > 0)
    .map(({ questionId, ticketNumber, values }) => ({ questionId, ticketNumber, values }));
}

function isSameValue(one: AnswerInput["value"], other: AnswerInput["value"]): boolean {
  if (!Array.isArray(one) || !Array.isArray(other)) return one === other;
  return one.length === other.length && one.every((value, index) => value === other[index]);
}

/** The values of an answer as they are stored, none for none; or what is wrong with it. */
function readValue(question: Question, value: AnswerInput["value"]): string[] | string {
  if (value === null) return [];
  switch (question.type) {
    case "text":
      if (typeof value !== "string") return "Answer with a text.";
      return value === "" ? [] : [value];
    case "phone": {
      if (typeof value !== "string") return "Answer with a phone number.";
      const number = asPhone(value);
      if (number === "") return [];
      return isPhone(number) ? [number] : "This is not a phone number. Write digits, like +49 30 1234567.";
    }
    case "choice":
      if (typeof value !== "string") return "Choose one of the options.";
      if (value === "") return [];
      return question.options.includes(value) ? [value] : "Choose one of the options.";
    case "choices": {
      if (!Array.isArray(value)) return "Choose among the options.";
      if (value.some((one) => !question.options.includes(one))) return "Choose among the options.";
      // In the order of the options, each once.
      return question.options.filter((option) => value.includes(option));
    }
    case "yes_no":
    case "consent":
      if (typeof value !== "boolean") return "Answer with yes or no.";
      return [value ? YES : NO];
  }
}

/** A stored answer as input of the contract's `answerView`. */
export function toAnswerView(
  { type }: Pick<Question, "type">,
  { questionId, ticketNumber, values }: StoredAnswer,
): z.input<typeof answerView> {
  const isYesOrNo = type === "yes_no" || type === "consent";
  const value = type === "choices" ? values : isYesOrNo ? values[0] === YES : (values[0] ?? "");
  return { questionId, ticketNumber, value };
}

function unfit(index: number, field: string, message: string): DomainError {
  const path = `answers.${index}.${field}`;
  return new DomainError("INVALID_INPUT", message, { field: path, issues: [{ path, message }] });
}
