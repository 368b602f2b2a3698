import { PasswordInput, type PasswordInputProps } from "@mantine/core";

/** The label of the show button does not contain the word "password", so that the field's label is unique. */
export function PasswordField(props: PasswordInputProps) {
  return (
    <PasswordInput
      label="Password"
      required
      withAsterisk={false}
      visibilityToggleButtonProps={{ "aria-label": "Show what is typed", "aria-hidden": false, tabIndex: 0 }}
      // Unlike its other fields, Mantine's does not set it.
      aria-invalid={props.error ? true : undefined}
      {...props}
    />
  );
}
