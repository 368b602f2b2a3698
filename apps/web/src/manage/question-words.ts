import type { QuestionPer, QuestionType, QuestionView } from "@foyer/contract/question";

/** What the types of questions are called. */
export const QUESTION_TYPES: Readonly<Record<QuestionType, string>> = {
  text: "Text",
  choice: "One of several options",
  choices: "Any of several options",
  yes_no: "Yes or no",
  consent: "Consent, a box to tick",
  phone: "Phone number",
};

/** For what a question is asked once. */
export const QUESTION_PER: Readonly<Record<QuestionPer, string>> = {
  booking: "Once per booking",
  ticket: "Once per ticket",
};

/** @example questionWords(question) // "One of several options, once per ticket, required" */
export function questionWords({ type, per, isRequired, isForDoor, isClosed }: QuestionView): string {
  return [
    QUESTION_TYPES[type],
    QUESTION_PER[per].toLowerCase(),
    isRequired ? "required" : "optional",
    isForDoor && "shown at the door",
    isClosed && "no longer asked",
  ]
    .filter(Boolean)
    .join(", ");
}
