import type { ReactNode } from "react";
import classes from "./dialog-actions.module.css";

/** The buttons at the foot of a dialog: beside each other where there is room, else over each other. */
export function DialogActions({ children }: { children: ReactNode }) {
  return <div className={classes.actions}>{children}</div>;
}
