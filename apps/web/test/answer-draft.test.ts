import { type QuestionView, questionView } from "@foyer/contract/question";
import { describe, expect, it } from "vitest";
import { askedQuestions, changedAnswers, draftError, draftsOf, fieldOf } from "../src/questions/answer-draft";

const BALCONY = "b".repeat(24);

function question(id: string, fields: Partial<Record<keyof QuestionView, unknown>> = {}): QuestionView {
  return questionView.parse({
    id: id.repeat(24),
    eventId: "e".repeat(24),
    label: "Question",
    help: null,
    type: "text",
    per: "booking",
    isRequired: false,
    options: [],
    ticketTypeIds: [],
    isForDoor: false,
    isClosed: false,
    createdAt: "2026-01-01T00:00:00Z",
    ...fields,
  });
}

const PHONE = question("1", { type: "phone", isRequired: true });
const FOOD = question("2", {
  per: "ticket",
  type: "choice",
  options: ["All", "Vegan"],
  ticketTypeIds: [BALCONY],
});
const CLOSED = question("3", { isClosed: true });
const TICKETS = [
  { number: 1, ticketType: null },
  { number: 4, ticketType: { id: BALCONY } },
];

describe("what is asked", () => {
  it("is what is open: of the booking, and of tickets of the right kinds", () => {
    const { ofBooking, ofTicket } = askedQuestions([PHONE, FOOD, CLOSED], TICKETS);
    expect(ofBooking).toEqual([{ question: PHONE, ticketNumber: null }]);
    expect(ofTicket(1)).toEqual([]);
    expect(ofTicket(4)).toEqual([{ question: FOOD, ticketNumber: 4 }]);
  });

  it("is checked as the server does, and only what was changed is sent", () => {
    const { ofBooking, ofTicket } = askedQuestions([PHONE, FOOD], TICKETS);
    const asked = [...ofBooking, ...ofTicket(4)];
    const [phone, food] = asked;
    if (phone === undefined || food === undefined) throw new Error("Two questions are asked.");
    const before = draftsOf(asked, [{ questionId: FOOD.id, ticketNumber: 4, value: "All" }]);
    expect(draftError(phone, null)).toBe("This needs an answer.");
    expect(draftError(phone, "call me")).toContain("phone number");
    expect(draftError(phone, "030 1234567")).toBeUndefined();
    expect(draftError(food, "")).toBeUndefined();
    expect(changedAnswers(asked, before, before)).toEqual([]);
    expect(changedAnswers(asked, before, { [fieldOf(phone)]: "030 1234567", [fieldOf(food)]: "" })).toEqual([
      { field: fieldOf(phone), answer: { questionId: PHONE.id, value: "030 1234567" } },
      { field: fieldOf(food), answer: { questionId: FOOD.id, value: null, ticketNumber: 4 } },
    ]);
  });
});
