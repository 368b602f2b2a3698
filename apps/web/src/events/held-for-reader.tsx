import { GiveBack } from "../bookings/give-back";
import { type HeldTickets, heldWords, payLinkLabel } from "../bookings/held-words";
import { ButtonLink } from "../shared/links";
import { serverClock } from "../shared/server-clock";
import classes from "./held-for-reader.module.css";
import { PanelBar } from "./panel-bar";

/** Tickets of this event are held for the reader: by themselves, or by the waiting list. */
export function HeldForReader({ held }: { held: HeldTickets }) {
  return (
    <>
      <PanelBar>
        <p className={classes.words}>{heldWords(held, serverClock.now())}</p>
        <ButtonLink fullWidth to="/bookings/$bookingId/pay" params={{ bookingId: held.bookingId }}>
          {payLinkLabel(held)}
        </ButtonLink>
      </PanelBar>
      <GiveBack held={held} />
    </>
  );
}
