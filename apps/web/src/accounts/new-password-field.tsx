import type { PasswordInputProps } from "@mantine/core";
import { useState } from "react";
import classes from "./new-password-field.module.css";
import { PasswordField } from "./password-field";
import { passwordStrength } from "./password-strength";

const STEPS = [1, 2, 3, 4] as const;

/** A field for a new password that shows its strength. */
export function NewPasswordField({ onChange, error, ...props }: PasswordInputProps) {
  const [typed, setTyped] = useState("");
  const { steps, words } = passwordStrength(typed);
  return (
    <PasswordField
      autoComplete="new-password"
      inputWrapperOrder={["label", "input", "error", "description"]}
      {...props}
      error={error}
      // Hidden while there is an error, which says the same.
      description={
        !error && (
          <span className={classes.strength}>
            {typed !== "" && (
              <span className={classes.bar} aria-hidden>
                {STEPS.map((step) => (
                  <span key={step} className={classes.step} data-reached={step <= steps || undefined} />
                ))}
              </span>
            )}
            <span aria-live="polite">{words}</span>
          </span>
        )
      }
      onChange={(event) => {
        setTyped(event.currentTarget.value);
        onChange?.(event);
      }}
    />
  );
}
