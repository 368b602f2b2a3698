import type { BookingAnswers, QuestionView } from "@foyer/contract/question";
import { bookingAnswers } from "@foyer/contract/question";
import { describe, expect, it } from "vitest";
import { ticketsOfOrder } from "../src/by-hand/use-answers-by-hand";
import { detailsOfAddition } from "../src/questions/held-details";

const ADULT = "a".repeat(24);
const CHILD = "b".repeat(24);

function question(id: string, per: QuestionView["per"], ticketTypeIds: string[] = []) {
  return {
    id: id.repeat(24),
    eventId: "e".repeat(24),
    label: id,
    help: null,
    type: "text",
    per,
    isRequired: true,
    options: [],
    ticketTypeIds,
    isForDoor: false,
    isClosed: false,
    createdAt: "2027-01-01T00:00:00Z",
  };
}

const ticket = (number: number, id: string) => ({
  number,
  ticketType: { id, name: id.slice(0, 1) },
  holderName: null,
  holderEmail: null,
});

describe("what is asked about tickets that are held in addition", () => {
  it("is what they bring: each of them, and the booking for their kinds alone", () => {
    const details: BookingAnswers = bookingAnswers.parse({
      questions: [
        question("1", "ticket"),
        question("2", "ticket", [ADULT]),
        question("3", "booking"),
        question("4", "booking", [CHILD]),
      ],
      answers: [],
      missing: [
        { questionId: "1".repeat(24), ticketNumber: 1 },
        { questionId: "1".repeat(24), ticketNumber: 2 },
        { questionId: "3".repeat(24) },
        { questionId: "4".repeat(24) },
      ],
      tickets: [ticket(1, ADULT)],
      heldTickets: [ticket(2, CHILD)],
      asksForNames: true,
      editableUntil: "2027-01-01T00:00:00Z",
    });
    const asked = detailsOfAddition(details);
    expect(asked.questions.map(({ label }) => label)).toEqual(["1", "4"]);
    expect(asked.tickets.map(({ number }) => number)).toEqual([2]);
    expect(asked.missing).toMatchObject([{ ticketNumber: 2 }, { questionId: "4".repeat(24) }]);
    expect(asked.asksForNames).toBe(false);
  });
});

describe("the tickets of an order", () => {
  it("are numbered in the order of its items", () => {
    const items = [
      { ticketTypeId: null, name: null, unitPrice: 0, quantity: 2 },
      { ticketTypeId: null, name: null, unitPrice: 5, quantity: 1 },
    ];
    expect(ticketsOfOrder({ items })).toEqual([1, 2, 3].map((number) => ({ number, ticketType: null })));
  });
});
