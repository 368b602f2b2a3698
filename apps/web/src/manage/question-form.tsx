import {
  createQuestionInput,
  type QuestionPer,
  type QuestionType,
  type QuestionView,
  questionPer,
  questionType,
} from "@foyer/contract/question";
import { Button, Checkbox, NativeSelect, Stack, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { trpc } from "../api/client";
import { CheckList } from "../shared/check-list";
import { ChoiceList } from "../shared/choice-list";
import { DialogActions } from "../shared/dialog-actions";
import { valueError } from "../shared/field-errors";
import { focusFirstInvalid } from "../shared/focus-first-invalid";
import { FormError } from "../shared/form-error";
import { useOneAtATime } from "../shared/one-at-a-time";
import { serverFieldErrors } from "../shared/server-issues";
import { Typed } from "../shared/typed";
import { WorkButton } from "../shared/work-button";
import { QUESTION_PER, QUESTION_TYPES } from "./question-words";

type QuestionFormProps = {
  eventId: string;
  /** The question that is changed; missing for a new one. */
  question?: QuestionView;
  onSaved: (question: QuestionView) => void;
  onClose: () => void;
};

/** The form of a question: of one that exists, type and what it is asked for stay. */
export function QuestionForm({ eventId, question, onSaved, onClose }: QuestionFormProps) {
  const [label, setLabel] = useState(question?.label ?? "");
  const [help, setHelp] = useState(question?.help ?? "");
  const [type, setType] = useState<QuestionType>(question?.type ?? "text");
  const [per, setPer] = useState<QuestionPer>(question?.per ?? "booking");
  const [isRequired, setIsRequired] = useState(question?.isRequired ?? false);
  const [isForDoor, setIsForDoor] = useState(question?.isForDoor ?? false);
  const [options, setOptions] = useState(question?.options.join("\n") ?? "");
  const [kinds, setKinds] = useState<string[]>(question?.ticketTypeIds ?? []);
  const [isChecked, setIsChecked] = useState(false);
  const types = trpc.event.ticketTypes.useQuery({ eventId });
  const utils = trpc.useUtils();
  const onSuccess = async (saved: QuestionView) => {
    await Promise.all([utils.question.invalidate(), utils.booking.answers.invalidate()]);
    onSaved(saved);
  };
  const create = trpc.question.create.useMutation({ onSuccess });
  const update = trpc.question.update.useMutation({ onSuccess });
  const startCreate = useOneAtATime(create);
  const startUpdate = useOneAtATime(update);

  const error = create.error ?? update.error;
  const refused = serverFieldErrors(error);
  const hasOptions = type === "choice" || type === "choices";
  const optionList = options
    .split("\n")
    .map((option) => option.trim())
    .filter((option) => option !== "");
  const errors = {
    label: valueError(createQuestionInput.shape.label, label) ?? undefined,
    options:
      hasOptions && optionList.length < 2 ? "Write at least two, each in a line of its own." : undefined,
  };
  const shown: Partial<typeof errors> = isChecked ? errors : {};

  function save(): void {
    const fields = {
      label,
      help,
      isRequired,
      isForDoor,
      options: hasOptions ? optionList : [],
      ticketTypeIds: kinds,
    };
    if (question) startUpdate({ id: question.id, ...fields });
    else startCreate({ eventId, type, per, ...fields });
  }

  return (
    <form
      noValidate
      aria-label={question ? "Change the question" : "Add a question"}
      onSubmit={(submitted) => {
        submitted.preventDefault();
        setIsChecked(true);
        if (Object.values(errors).some(Boolean)) return focusFirstInvalid(submitted.currentTarget);
        save();
      }}
    >
      <Stack gap="md">
        <TextInput
          label="Question"
          data-autofocus
          required
          withAsterisk={false}
          value={label}
          error={shown.label ?? refused.label}
          onChange={({ currentTarget }) => setLabel(currentTarget.value)}
        />
        <TextInput
          label="Explanation"
          description="Optional. Stands beneath the question."
          value={help}
          error={refused.help}
          onChange={({ currentTarget }) => setHelp(currentTarget.value)}
        />
        {!question && (
          <>
            <NativeSelect
              label="How it is answered"
              value={type}
              data={questionType.options.map((value) => ({ value, label: QUESTION_TYPES[value] }))}
              onChange={({ currentTarget }) => {
                const chosen = questionType.safeParse(currentTarget.value);
                if (chosen.success) setType(chosen.data);
              }}
            />
            <ChoiceList
              legend="How often it is asked"
              isRow
              options={questionPer.options.map((value) => ({ value, label: QUESTION_PER[value] }))}
              value={per}
              onChange={setPer}
            />
          </>
        )}
        {hasOptions && (
          <Textarea
            label="Options"
            description="One in each line."
            autosize
            minRows={3}
            required
            withAsterisk={false}
            value={options}
            error={shown.options ?? refused.options}
            onChange={({ currentTarget }) => setOptions(currentTarget.value)}
          />
        )}
        {types.data && types.data.length > 1 && (
          <CheckList
            legend="Only for some kinds of tickets"
            isBounded
            options={types.data.map(({ id, name }) => ({ value: id, label: <Typed>{name}</Typed> }))}
            values={kinds}
            error={refused.ticketTypeIds}
            onChange={setKinds}
          />
        )}
        <Checkbox
          label="It has to be answered"
          description="Bookings wait for the answer before they are confirmed."
          checked={isRequired}
          onChange={({ currentTarget }) => setIsRequired(currentTarget.checked)}
        />
        <Checkbox
          label="Show the answer at the door"
          checked={isForDoor}
          onChange={({ currentTarget }) => setIsForDoor(currentTarget.checked)}
        />
        <FormError error={error} refused={refused} />
        <DialogActions>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <WorkButton
            type="submit"
            label={question ? "Save question" : "Add question"}
            workingLabel="Saving…"
            isWorking={create.isPending || update.isPending}
          />
        </DialogActions>
      </Stack>
    </form>
  );
}
