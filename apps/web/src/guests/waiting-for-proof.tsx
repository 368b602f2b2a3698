import type { BookingDetails } from "@foyer/contract/booking";
import { formatMoney } from "@foyer/contract/money";
import { Text } from "@mantine/core";
import { GiveBack } from "../bookings/give-back";
import { heldWords } from "../bookings/held-words";
import { EmailText } from "../shared/email-text";
import { ErrorNotice } from "../shared/error-notice";
import { useFocusOnArrival } from "../shared/focus-if-lost";
import { serverClock } from "../shared/server-clock";
import { WorkButton } from "../shared/work-button";
import { useMailProof } from "./use-mail-proof";
import classes from "./waiting-for-proof.module.css";

type WaitingForProofProps = { booking: BookingDetails; holdExpiresAt: Date };

/** A guest's booking that costs nothing now: the link that was mailed confirms it. */
export function WaitingForProof({ booking, holdExpiresAt }: WaitingForProofProps) {
  const heading = useFocusOnArrival<HTMLHeadingElement>();
  const mail = useMailProof(booking);
  const { totalAmount, currency, guest } = booking;
  return (
    <section className={classes.waiting} aria-labelledby="waiting-for-proof">
      <h2 id="waiting-for-proof" ref={heading} tabIndex={-1} className={classes.title}>
        Check your mail
      </h2>
      <Text>
        We mailed a link to <EmailText address={guest?.email ?? ""} />. Open it to confirm your booking
        {totalAmount > 0 && `; you pay ${formatMoney(totalAmount, currency)} at the door, in cash`}.
      </Text>
      <p className={classes.until}>{heldWords({ ...booking, until: holdExpiresAt }, serverClock.now())}</p>
      {mail.error && <ErrorNotice error={mail.error} />}
      <WorkButton
        variant="default"
        label="Send the mail again"
        workingLabel="Sending…"
        isWorking={mail.isWorking}
        onClick={mail.send}
      />
      <p className={classes.giveBack}>
        <GiveBack held={{ ...booking, bookingId: booking.id, until: holdExpiresAt }} isAnswered />
      </p>
    </section>
  );
}
