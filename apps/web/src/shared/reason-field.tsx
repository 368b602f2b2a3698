import { MAX_REASON_LENGTH, reason as validReason } from "@foyer/contract/reason";
import { Textarea } from "@mantine/core";
import type { ReactNode } from "react";
import { CharacterCount } from "./character-count";
import { valueError } from "./field-errors";

/** What is wrong with a reason that has to be given, or null. */
export function reasonError(reason: string): string | null {
  return reason.trim() === "" ? "Say why in a few words." : valueError(validReason, reason);
}

type ReasonFieldProps = {
  value: string;
  onChange: (reason: string) => void;
  error: ReactNode;
  /** A sentence that says who gets to see it. */
  readBy: string;
  /** Whether a dialog opens with the focus in it. */
  isFirst?: boolean;
};

/** Why something is done to somebody's booking or event. */
export function ReasonField({ value, onChange, error, readBy, isFirst = false }: ReasonFieldProps) {
  return (
    <Textarea
      label="Reason"
      description={
        <>
          {readBy} <CharacterCount text={value} max={MAX_REASON_LENGTH} kind="line" />
        </>
      }
      data-autofocus={isFirst || undefined}
      required
      withAsterisk={false}
      autosize
      minRows={2}
      value={value}
      error={error}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
    />
  );
}
