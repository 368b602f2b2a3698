import { GiveBack } from "../bookings/give-back";
import { type HeldTickets, heldWords, payLinkLabel } from "../bookings/held-words";
import { ButtonLink } from "../shared/links";
import { serverClock } from "../shared/server-clock";
import classes from "./own-hold.module.css";
import { PanelBar } from "./panel-bar";

/** The user's held tickets for this event, from a booking or the waiting list. */
export function OwnHold({ held }: { held: HeldTickets }) {
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
