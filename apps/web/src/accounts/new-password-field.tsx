import type { PasswordInputProps } from "@mantine/core";
import { useState } from "react";
import classes from "./new-password-field.module.css";
import { PasswordField } from "./password-field";
import { passwordStrength } from "./password-strength";

const STEPS = [1, 2, 3, 4] as const;

/** A field for a password that is yet to be: it says how strong it is while it is typed. */
export function NewPasswordField({ onChange, error, ...props }: PasswordInputProps) {
  const [typed, setTyped] = useState("");
  const { steps, words } = passwordStrength(typed);
  return (
    <PasswordField
      autoComplete="new-password"
      inputWrapperOrder={["label", "input", "error", "description"]}
      {...props}
      error={error}
      // What is wrong is said by the error, once.
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
