import type { QuestionView } from "@foyer/contract/question";
import { useState } from "react";
import type { Order } from "../events/order";
import {
  type AnswerDraft,
  type AnswerDrafts,
  askedQuestions,
  changedAnswers,
  draftError,
  fieldOf,
} from "../questions/answer-draft";
import { refusedAnswers } from "../questions/refused-answers";

/** A ticket of an order, under the number that it will have. */
export interface OrderedTicket {
  readonly number: number;
  /** Null where the event has one kind. */
  readonly ticketType: { readonly id: string; readonly name: string } | null;
}

/** The tickets of an order as they will be numbered: in the order of its items. */
export function ticketsOfOrder({ items }: Pick<Order, "items">): OrderedTicket[] {
  return items
    .flatMap(({ ticketTypeId: id, name, quantity }) =>
      Array.from({ length: quantity }, () => (id === null || name === null ? null : { id, name })),
    )
    .map((ticketType, index) => ({ number: index + 1, ticketType }));
}

export type AnswersByHand = ReturnType<typeof useAnswersByHand>;

/** What those who book for somebody enter as the answers to the event's questions, none of which they have to know. */
export function useAnswersByHand(questions: readonly QuestionView[], tickets: readonly OrderedTicket[]) {
  const [drafts, setDrafts] = useState<AnswerDrafts>({});
  const [errors, setErrors] = useState<Readonly<Record<string, string | undefined>>>({});
  const [sent, setSent] = useState<ReturnType<typeof changedAnswers>>([]);
  const ofTickets = questions.filter(
    ({ isClosed, ticketTypeIds }) =>
      !isClosed &&
      (ticketTypeIds.length === 0 || tickets.some(({ ticketType }) => isOneOf(ticketTypeIds, ticketType))),
  );
  // Nobody agrees to something for somebody else.
  const answerable = ofTickets.filter(({ type }) => type !== "consent");
  const { ofBooking, ofTicket } = askedQuestions(answerable, tickets);
  const asked = [...ofBooking, ...tickets.flatMap(({ number }) => ofTicket(number))];
  return {
    answerable,
    /** Whether these tickets are asked for a consent. */
    asksToAgree: answerable.length < ofTickets.length,
    drafts,
    /** What is wrong with what was entered; undefined in a field that was changed since it was checked. */
    errors,
    change(field: string, value: AnswerDraft) {
      setDrafts((all) => ({ ...all, [field]: value }));
      setErrors((all) => ({ ...all, [field]: undefined }));
    },
    /** What the server said of the answers that were sent, by field. */
    refusedBy: (error: unknown) => refusedAnswers(error, sent),
    /** The answers that were entered, to be sent; undefined, with the errors shown, if one does not fit. */
    read(): ReturnType<typeof changedAnswers> | undefined {
      const wrong = asked.flatMap((one) => {
        const message = draftError(one, drafts[fieldOf(one)], false);
        return message === undefined ? [] : [[fieldOf(one), message] as const];
      });
      setErrors(Object.fromEntries(wrong));
      if (wrong.length > 0) return undefined;
      const entered = changedAnswers(asked, {}, drafts);
      setSent(entered);
      return entered;
    },
  };
}

function isOneOf(ids: readonly string[], type: OrderedTicket["ticketType"]): boolean {
  return type !== null && ids.includes(type.id);
}
