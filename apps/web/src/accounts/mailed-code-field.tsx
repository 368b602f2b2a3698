import { TextInput, type TextInputProps } from "@mantine/core";
import { errorCodeOf } from "../api/error-message";
import { serverFieldErrors } from "../shared/server-issues";

/** The field for the code of a mail, which phones fill in by themselves. */
export function MailedCodeField(props: TextInputProps) {
  return (
    <TextInput
      label="Code from the mail"
      inputMode="numeric"
      autoComplete="one-time-code"
      spellCheck={false}
      required
      withAsterisk={false}
      {...props}
    />
  );
}

/** The field errors of a refused code; empty if no field is to blame. */
export function codeFieldErrors(error: unknown): Record<string, string> {
  if (errorCodeOf(error) !== "INVALID_CREDENTIALS") return serverFieldErrors(error);
  return { code: "This code is wrong or too old. After five wrong ones, ask for another mail." };
}
