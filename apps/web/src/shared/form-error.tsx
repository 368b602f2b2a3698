import { useEffect, useRef, useState } from "react";
import { ErrorNotice } from "./error-notice";
import { serverFieldErrors } from "./server-issues";

type FormErrorProps = {
  /** What sending the form was refused with, if it was. */
  error: unknown;
  /** What is wrong with single fields, by their names; the form shows it beside them. */
  refused?: Partial<Record<string, string>>;
};

/** Takes the reader to the first field that was refused; for what concerns no field, it stands above the button. */
export function FormError({ error, refused = serverFieldErrors(error) }: FormErrorProps) {
  const place = useRef<HTMLSpanElement>(null);
  const [unplaced, setUnplaced] = useState<unknown>(null);
  const concernsFields = Object.keys(refused).length > 0;
  useEffect(() => {
    if (error == null || !concernsFields) return;
    // Once the form has marked its fields.
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
