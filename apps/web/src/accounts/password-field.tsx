import { PasswordInput, type PasswordInputProps } from "@mantine/core";

/** The button beside the field says what it shows without the word "password", so that label names one thing. */
export function PasswordField(props: PasswordInputProps) {
  return (
    <PasswordInput
      label="Password"
      required
      withAsterisk={false}
      visibilityToggleButtonProps={{ "aria-label": "Show what is typed", "aria-hidden": false, tabIndex: 0 }}
      // Mantine leaves it out here, unlike in its other fields.
      aria-invalid={props.error ? true : undefined}
      {...props}
    />
  );
}
