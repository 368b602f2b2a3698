import type { UseFormReturnType } from "@mantine/form";
import type { FormEvent } from "react";
import { focusFirstInvalid } from "./focus-first-invalid";

/** A form's submit handler: continues if the values are valid, or focuses the first invalid field. */
export function submitOrShowInvalid<Values extends object>(
  form: UseFormReturnType<Values>,
  onValid: (values: Values) => void,
): (event?: FormEvent<HTMLFormElement>) => void {
  return form.onSubmit(
    (values) => onValid(values),
    (_errors, _values, event) => focusFirstInvalid(event?.currentTarget),
  );
}
