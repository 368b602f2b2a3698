import { useEffect, useRef, useState } from "react";
import { ErrorNotice } from "./error-notice";
import { serverFieldErrors } from "./server-issues";

type FormErrorProps = {
  /** The error of submitting the form, if it failed. */
  error: unknown;
  /** Field errors by field name, which the form shows beside the fields. */
  refused?: Partial<Record<string, string>>;
};

/** Focuses the first field with an error. An error that belongs to no field is shown here, above the button. */
export function FormError({ error, refused = serverFieldErrors(error) }: FormErrorProps) {
  const place = useRef<HTMLSpanElement>(null);
  const [unplaced, setUnplaced] = useState<unknown>(null);
  const concernsFields = Object.keys(refused).length > 0;
  useEffect(() => {
    if (error == null || !concernsFields) return;
    // After the form has marked its fields.
    const frame = requestAnimationFrame(() => {
      const field = place.current?.closest("form")?.querySelector<HTMLElement>("[aria-invalid='true']");
      if (field) field.focus();
      else setUnplaced(error);
    });
    return () => cancelAnimationFrame(frame);
  }, [error, concernsFields]);
  if (error == null) return null;
  if (concernsFields && unplaced !== error) return <span ref={place} hidden />;
  return <ErrorNotice error={error} />;
}
