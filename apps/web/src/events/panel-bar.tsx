import type { ReactNode } from "react";
import { useCoveringBar } from "../shared/covering-bar";
import classes from "./booking-panel.module.css";

/** The one action of an event's page: within the thumb's reach on a phone, in the panel elsewhere. */
export function PanelBar({ children }: { children: ReactNode }) {
  const bar = useCoveringBar<HTMLDivElement>("bottom");
  return (
    <div ref={bar} className={classes.bar}>
      {children}
    </div>
  );
}
