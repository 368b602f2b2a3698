import type { BookingDetails } from "@foyer/contract/booking";
import type { ReactNode } from "react";
import { HoldTimer } from "../bookings/hold-timer";
import { useCoveringBar } from "../shared/covering-bar";
import classes from "./pay-bar.module.css";

export type PayBarBooking = Pick<BookingDetails, "holdExpiresAt" | "ticketQuantity">;

/** The pay button with the remaining time, always in view. */
export function PayBar({ booking, children }: { booking: PayBarBooking; children: ReactNode }) {
  const bar = useCoveringBar<HTMLDivElement>("bottom");
  const { holdExpiresAt, ticketQuantity } = booking;
  return (
    <div ref={bar} className={classes.bar}>
      {holdExpiresAt && <HoldTimer until={holdExpiresAt} isOne={ticketQuantity === 1} />}
      {children}
    </div>
  );
}
