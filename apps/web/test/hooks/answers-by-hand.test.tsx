// @vitest-environment happy-dom
import { type QuestionView, questionView } from "@foyer/contract/question";
import { act } from "@testing-library/react";
import { expect, it } from "vitest";
import { useAnswersByHand } from "../../src/by-hand/use-answers-by-hand";
import { FakeApi, refused } from "../kit/api";
import { openPage } from "../kit/open-page";

const SEAT = { id: "a".repeat(24), name: "Seat" };
const DINNER = { id: "b".repeat(24), name: "Dinner" };

function question(id: string, more: Partial<Record<keyof QuestionView, unknown>> = {}): QuestionView {
  return questionView.parse({
    id: id.repeat(24),
    eventId: "e".repeat(24),
    label: `Question ${id}`,
    help: null,
    type: "text",
    per: "booking",
    isRequired: true,
    options: [],
    ticketTypeIds: [],
    isForDoor: false,
    isClosed: false,
    createdAt: "2027-01-01T00:00:00Z",
    ...more,
  });
}

const QUESTIONS = [
  question("1"),
  question("2", { per: "ticket", ticketTypeIds: [DINNER.id] }),
  question("3", { ticketTypeIds: [DINNER.id] }),
  question("4", { type: "consent", ticketTypeIds: [DINNER.id] }),
];

function open(...kinds: (typeof SEAT)[]) {
  const tickets = kinds.map((ticketType, index) => ({ number: index + 1, ticketType }));
  return openPage(new FakeApi(), (own) => useAnswersByHand(QUESTIONS, own), { props: tickets }).result;
}

it("asks what is asked of the tickets that are booked", () => {
  const ofSeat = open(SEAT).current;
  expect(ofSeat.answerable.map(({ label }) => label)).toEqual(["Question 1"]);
  expect(ofSeat.asksToAgree).toBe(false);
  const ofBoth = open(SEAT, DINNER).current;
  expect(ofBoth.answerable.map(({ label }) => label)).toEqual(["Question 1", "Question 2", "Question 3"]);
  expect(ofBoth.asksToAgree).toBe(true);
});

it("sends what was entered, and finds the field of what was refused", () => {
  const result = open(SEAT, DINNER);
  const dinner = `${"2".repeat(24)} 2`;
  act(() => {
    result.current.change("3".repeat(24), "No nuts");
    result.current.change(dinner, "Fish");
  });
  let sent: ReturnType<typeof result.current.read>;
  act(() => {
    sent = result.current.read();
  });
  expect(sent?.map(({ answer }) => answer)).toEqual([
    { questionId: "3".repeat(24), value: "No nuts" },
    { questionId: "2".repeat(24), ticketNumber: 2, value: "Fish" },
  ]);
  const path = "answers.1.value";
  const error = refused("INVALID_INPUT", { field: path, issues: [{ path, message: "Choose one." }] });
  expect(result.current.refusedBy(error)).toEqual({ [dinner]: "Choose one." });
});
