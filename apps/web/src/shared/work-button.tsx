import { Button, type ButtonProps, type ElementProps } from "@mantine/core";
import classes from "./work-button.module.css";

type WorkButtonProps = ButtonProps &
  ElementProps<"button", keyof ButtonProps> & {
    /** What the button does, such as "Save changes". */
    label: string;
    /** What it says while it does it, such as "Saving…". */
    workingLabel: string;
    isWorking: boolean;
  };

/** A button that keeps its width while it works and says what it does. A second press does nothing. */
export function WorkButton({ label, workingLabel, isWorking, onClick, ...props }: WorkButtonProps) {
  return (
    <Button
      {...props}
      aria-disabled={isWorking || undefined}
      data-working={isWorking || undefined}
      onClick={(event) => {
        // Not `disabled`: that would drop the keyboard's focus on the floor.
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
