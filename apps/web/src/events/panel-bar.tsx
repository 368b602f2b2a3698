import type { ReactNode } from "react";
import { useCoveringBar } from "../shared/covering-bar";
import classes from "./booking-panel.module.css";

/** The page's main action: at the bottom of the screen on phones, in the panel elsewhere. */
export function PanelBar({ children }: { children: ReactNode }) {
  const bar = useCoveringBar<HTMLDivElement>("bottom");
  return (
    <div ref={bar} className={classes.bar}>
      {children}
    </div>
  );
}
