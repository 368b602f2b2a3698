import type { ReactNode } from "react";
import classes from "./choice-list.module.css";

type ChoiceListProps<Value extends string> = {
  /** The label of the choice, such as "How you pay". */
  legend: string;
  options: readonly { value: Value; label: ReactNode; hint?: ReactNode }[];
  value: Value;
  onChange: (value: Value) => void;
  isDisabled?: boolean;
  /** Whether the options are side by side if there is room. */
  isRow?: boolean;
};

/** A radio group with all options visible. */
export function ChoiceList<Value extends string>({
  legend,
  options,
  value,
  onChange,
  isDisabled = false,
  isRow = false,
}: ChoiceListProps<Value>) {
  return (
    <fieldset className={classes.list} data-row={isRow || undefined} disabled={isDisabled}>
      <legend className={classes.legend}>{legend}</legend>
      {options.map((option) => (
        <label key={option.value} className={classes.choice}>
          <input
            type="radio"
            name={legend}
            value={option.value}
            checked={option.value === value}
            onChange={() => onChange(option.value)}
          />
          <span>
            <span className={classes.label}>{option.label}</span>
            {option.hint && <span className={classes.hint}> {option.hint}</span>}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
