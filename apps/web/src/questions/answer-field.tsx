import { MAX_ANSWER_LENGTH, type QuestionView } from "@foyer/contract/question";
import { Checkbox, NativeSelect, Textarea, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { CheckList } from "../shared/check-list";
import type { AnswerDraft } from "./answer-draft";

type AnswerFieldProps = {
  question: QuestionView;
  value: AnswerDraft;
  error: string | undefined;
  onChange: (value: AnswerDraft) => void;
};

const YES = "Yes";
const NO = "No";

/** The field of one question, as its type asks for it. */
export function AnswerField({ question, value, error, onChange }: AnswerFieldProps) {
  const { type, label, isRequired, options } = question;
  const text = typeof value === "string" ? value : "";
  const hint = hintOf(question);
  const field = { label, description: hint, error, required: isRequired, withAsterisk: false };
  switch (type) {
    case "text":
      return (
        <Textarea
          {...field}
          autosize
          minRows={1}
          maxLength={MAX_ANSWER_LENGTH}
          value={text}
          onChange={({ currentTarget }) => onChange(currentTarget.value)}
        />
      );
    case "phone":
      return (
        <TextInput
          {...field}
          type="tel"
          autoComplete="tel"
          value={text}
          onChange={({ currentTarget }) => onChange(currentTarget.value)}
        />
      );
    case "choice":
      return (
        <NativeSelect
          {...field}
          value={text}
          data={[
            { value: "", label: "Choose…" },
            ...options.map((option) => ({ value: option, label: option })),
          ]}
          onChange={({ currentTarget }) => onChange(currentTarget.value)}
        />
      );
    case "yes_no":
      return (
        <NativeSelect
          {...field}
          value={value === true ? YES : value === false ? NO : ""}
          data={[
            { value: "", label: "Choose…" },
            { value: YES, label: YES },
            { value: NO, label: NO },
          ]}
          onChange={({ currentTarget }) =>
            onChange(currentTarget.value === "" ? null : currentTarget.value === YES)
          }
        />
      );
    case "consent":
      return (
        <Checkbox
          size="md"
          label={label}
          description={hint}
          error={error}
          required={isRequired}
          checked={value === true}
          onChange={({ currentTarget }) => onChange(currentTarget.checked)}
        />
      );
    case "choices":
      return (
        <CheckList
          legend={label}
          description={hint}
          options={options.map((option) => ({ value: option, label: option }))}
          values={Array.isArray(value) ? value : []}
          error={error}
          onChange={onChange}
        />
      );
  }
}

function hintOf({ help, isRequired }: QuestionView): ReactNode {
  const hint = [help, isRequired ? null : "Optional."].filter((part) => part).join(" ");
  return hint === "" ? undefined : hint;
}
