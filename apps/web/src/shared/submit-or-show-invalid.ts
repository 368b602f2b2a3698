import type { UseFormReturnType } from "@mantine/form";
import type { FormEvent } from "react";
import { focusFirstInvalid } from "./focus-first-invalid";

/** What a form does when it is sent: goes on with what is valid, or takes the keyboard to what is not. */
export function submitOrShowInvalid<Values extends object>(
  form: UseFormReturnType<Values>,
  onValid: (values: Values) => void,
): (event?: FormEvent<HTMLFormElement>) => void {
  return form.onSubmit(
    (values) => onValid(values),
    (_errors, _values, event) => focusFirstInvalid(event?.currentTarget),
  );
}
