import { Button, type ButtonProps, type ElementProps } from "@mantine/core";
import classes from "./work-button.module.css";

type WorkButtonProps = ButtonProps &
  ElementProps<"button", keyof ButtonProps> & {
    /** The label, such as "Save changes". */
    label: string;
    /** The label while working, such as "Saving…". */
    workingLabel: string;
    isWorking: boolean;
  };

/** A button that shows it is working without changing its width. Further presses are ignored. */
export function WorkButton({ label, workingLabel, isWorking, onClick, ...props }: WorkButtonProps) {
  return (
    <Button
      {...props}
      aria-disabled={isWorking || undefined}
      data-working={isWorking || undefined}
      onClick={(event) => {
        // Not `disabled`, which would lose the keyboard focus.
        if (isWorking) event.preventDefault();
        else onClick?.(event);
      }}
    >
      <span className={classes.stack}>
        <span className={classes.line} data-hidden={isWorking || undefined} aria-hidden={isWorking}>
          {label}
        </span>
        <span className={classes.line} data-hidden={!isWorking || undefined} aria-hidden={!isWorking}>
          {workingLabel}
        </span>
      </span>
    </Button>
  );
}
