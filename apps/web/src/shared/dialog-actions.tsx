import type { ReactNode } from "react";
import classes from "./dialog-actions.module.css";

/** The buttons of a dialog, side by side if there is room. */
export function DialogActions({ children }: { children: ReactNode }) {
  return <div className={classes.actions}>{children}</div>;
}
