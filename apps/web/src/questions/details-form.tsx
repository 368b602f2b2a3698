import type { BookingAnswers } from "@foyer/contract/question";
import { MAX_HOLDER_NAME, nameTicketsInput } from "@foyer/contract/ticket";
import { Stack, Text, TextInput } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { ErrorNotice } from "../shared/error-notice";
import { valueError } from "../shared/field-errors";
import { focusFirstInvalid } from "../shared/focus-first-invalid";
import { Typed } from "../shared/typed";
import { WorkButton } from "../shared/work-button";
import { type AnswerDraft, askedQuestions, draftError, draftsOf, fieldOf } from "./answer-draft";
import { AnswerField } from "./answer-field";
import { TicketFields } from "./ticket-fields";
import { nameField, type TicketNames, useSaveDetails } from "./use-save-details";

type DetailsFormProps = {
  bookingId: string;
  details: BookingAnswers;
  label: string;
  /** Whether those who run the event write for the attendee: they may leave out what has to be answered. */
  isForSomebody?: boolean;
  /** Called once all is saved. */
  onSaved: () => void;
  /** Where the button is. */
  bar?: (button: ReactNode) => ReactNode;
};

/** What those who run the event read where the attendee has something to agree to. */
export const CONSENT_WORDS = "Consents are given by the attendee alone.";

const holderName = nameTicketsInput.shape.names.element.shape.name;

/** The names on a booking's tickets, and the event's questions. */
export function DetailsForm(props: DetailsFormProps) {
  const { bookingId, details, label, isForSomebody = false, onSaved, bar } = props;
  const { tickets, asksForNames } = details;
  const consents = details.questions.filter(({ type, isClosed }) => type === "consent" && !isClosed);
  // Nobody agrees to something for somebody else.
  const questions = isForSomebody
    ? details.questions.filter(({ type }) => type !== "consent")
    : details.questions;
  const { ofBooking, ofTicket } = askedQuestions(questions, tickets);
  const asked = [...ofBooking, ...tickets.flatMap(({ number }) => ofTicket(number))];
  const [before] = useState(() => draftsOf(asked, details.answers));
  const [drafts, setDrafts] = useState(before);
  const [namesBefore] = useState<TicketNames>(() =>
    Object.fromEntries(tickets.map(({ number, holderName: name }) => [number, name ?? ""])),
  );
  const [names, setNames] = useState(namesBefore);
  const [errors, setErrors] = useState<Record<string, string | undefined>>({});
  const [failure, setFailure] = useState<unknown>(null);
  const { save, isWorking } = useSaveDetails(bookingId, details);

  function check(): Record<string, string> {
    const wrong = asked.map((one) => {
      return [fieldOf(one), draftError(one, drafts[fieldOf(one)], !isForSomebody)] as const;
    });
    const unnamed = tickets.map(({ number }) => {
      const name = names[number]?.trim() ?? "";
      return [
        nameField(number),
        name === "" ? undefined : (valueError(holderName, name) ?? undefined),
      ] as const;
    });
    return Object.fromEntries(
      [...wrong, ...unnamed].flatMap(([field, message]) => (field && message ? [[field, message]] : [])),
    );
  }

  async function submit(form: HTMLFormElement): Promise<void> {
    if (isWorking) return;
    setFailure(null);
    const wrong = check();
    setErrors(wrong);
    if (Object.keys(wrong).length > 0) return focusFirstInvalid(form);
    try {
      const refused = await save({ asked, before, drafts, namesBefore, names });
      setErrors(refused);
      if (Object.keys(refused).length > 0) focusFirstInvalid(form);
      else onSaved();
    } catch (error) {
      setFailure(error);
    }
  }

  const change = (field: string, value: AnswerDraft) => {
    setDrafts((all) => ({ ...all, [field]: value }));
    setErrors((all) => ({ ...all, [field]: undefined }));
  };
  const fields = (list: typeof asked) =>
    list.map((one) => {
      const field = fieldOf(one);
      return (
        <AnswerField
          key={field}
          question={one.question}
          value={drafts[field] ?? null}
          error={errors[field]}
          onChange={(value) => change(field, value)}
        />
      );
    });
  const button = (
    <WorkButton type="submit" fullWidth label={label} workingLabel="Saving…" isWorking={isWorking} />
  );
  const asksPerTicket = asksForNames || tickets.some(({ number }) => ofTicket(number).length > 0);
  return (
    <form
      noValidate
      aria-label="Names and answers"
      onSubmit={(submitted) => {
        submitted.preventDefault();
        void submit(submitted.currentTarget);
      }}
    >
      <Stack gap="lg">
        {fields(ofBooking)}
        {asksPerTicket &&
          tickets.map(({ number, ticketType, holderEmail, holderName: holder }) => (
            <TicketFields key={number} number={number} ticketType={ticketType}>
              {holderEmail === null ? (
                asksForNames && (
                  <TextInput
                    label="Name on the ticket"
                    description="Optional. You can write it later."
                    autoComplete={number === 1 && !isForSomebody ? "name" : "off"}
                    maxLength={MAX_HOLDER_NAME}
                    value={names[number] ?? ""}
                    error={errors[nameField(number) ?? ""]}
                    onChange={({ currentTarget: { value } }) => {
                      setNames((all) => ({ ...all, [number]: value }));
                      setErrors((all) => ({ ...all, [nameField(number) ?? ""]: undefined }));
                    }}
                  />
                )
              ) : (
                <Text c="dimmed">
                  Passed on to <Typed>{holder ?? holderEmail}</Typed>.
                </Text>
              )}
              {fields(ofTicket(number))}
            </TicketFields>
          ))}
        {isForSomebody && consents.length > 0 && <Text c="dimmed">{CONSENT_WORDS}</Text>}
        {failure !== null && <ErrorNotice error={failure} />}
        {bar ? bar(button) : button}
      </Stack>
    </form>
  );
}
