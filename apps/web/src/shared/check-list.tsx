import { type ReactNode, useId } from "react";
import classes from "./choice-list.module.css";

type CheckListProps<Value extends string> = {
  /** The label of the choice, such as "What it may do". */
  legend: string;
  description?: ReactNode;
  options: readonly { value: Value; label: ReactNode; hint?: ReactNode }[];
  values: readonly Value[];
  onChange: (values: Value[]) => void;
  /** What is wrong with the choice. */
  error?: string | undefined;
  /** Whether the list scrolls when it is long. */
  isBounded?: boolean;
};

/** A group of checkboxes, of which any number may be ticked. */
export function CheckList<Value extends string>({
  legend,
  description,
  options,
  values,
  onChange,
  error,
  isBounded = false,
}: CheckListProps<Value>) {
  const descriptionId = useId();
  const errorId = useId();
  const describedBy = [description && descriptionId, error && errorId].filter(Boolean).join(" ");
  return (
    <fieldset className={classes.list} aria-describedby={describedBy || undefined}>
      <legend className={classes.legend}>{legend}</legend>
      {description && (
        <p id={descriptionId} className={classes.description}>
          {description}
        </p>
      )}
      {/* Above the options, of which there may be more than a window shows. */}
      {error && (
        <p id={errorId} className={classes.error}>
          {error}
        </p>
      )}
      <div className={classes.options} data-bounded={isBounded || undefined}>
        {options.map(({ value, label, hint }) => (
          <label key={value} className={classes.choice}>
            <input
              type="checkbox"
              value={value}
              checked={values.includes(value)}
              aria-invalid={error ? true : undefined}
              onChange={({ currentTarget: { checked } }) =>
                // In the order of the options, whatever is ticked last.
                onChange(
                  options.flatMap((one) =>
                    (one.value === value ? checked : values.includes(one.value)) ? one.value : [],
                  ),
                )
              }
            />
            <span>
              <span className={classes.label}>{label}</span>
              {hint && <span className={classes.hint}> {hint}</span>}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
