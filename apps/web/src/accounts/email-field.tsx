import { TextInput, type TextInputProps } from "@mantine/core";
import { typedEmail } from "./typed-email";

/** The email field of the sign-in pages. Forms initialize it with `typedEmail.current()`. */
export function EmailField({ onChange, ...props }: TextInputProps) {
  return (
    <TextInput
      label="Email"
      type="email"
      autoComplete="email"
      required
      withAsterisk={false}
      {...props}
      onChange={(event) => {
        typedEmail.set(event.currentTarget.value);
        onChange?.(event);
      }}
    />
  );
}
