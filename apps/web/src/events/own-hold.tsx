import type { BookingView } from "@foyer/contract/booking";
import { kindsWords } from "../bookings/booking-words";
import { GiveBack } from "../bookings/give-back";
import { type HeldTickets, heldWords, payLinkLabel } from "../bookings/held-words";
import { ButtonLink } from "../shared/links";
import { serverClock } from "../shared/server-clock";
import classes from "./own-hold.module.css";
import { PanelBar } from "./panel-bar";

type OwnHoldProps = {
  held: HeldTickets & Pick<BookingView, "items">;
  /** Whether a guest has to follow the link of a mail. */
  isUnproved: boolean;
};

/** The user's held tickets for this event, from a booking or the waiting list. */
export function OwnHold({ held, isUnproved }: OwnHoldProps) {
  const kinds = kindsWords(held.items);
  return (
    <>
      <PanelBar>
        <p className={classes.words}>
          {heldWords(held, serverClock.now())}
          {kinds !== undefined && <span className={classes.kinds}>{kinds}</span>}
        </p>
        <ButtonLink fullWidth to="/bookings/$bookingId/pay" params={{ bookingId: held.bookingId }}>
          {isUnproved ? "See how to confirm it" : payLinkLabel(held)}
        </ButtonLink>
      </PanelBar>
      <GiveBack held={held} />
    </>
  );
}
