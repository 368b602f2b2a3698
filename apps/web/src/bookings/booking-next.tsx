import type { BookingDetails } from "@foyer/contract/booking";
import { formatMoney } from "@foyer/contract/money";
import { Text } from "@mantine/core";
import { sameTickets } from "../events/order";
import { waitsForProof } from "../guests/own-booking";
import { comesBackWords, refundWords } from "../payments/payment-words";
import { counted } from "../shared/counted";
import { ButtonLink } from "../shared/links";
import { serverClock } from "../shared/server-clock";
import { AddToCalendar } from "./add-to-calendar";
import classes from "./booking-next.module.css";
import { GiveBack } from "./give-back";
import { heldWords, payLinkLabel } from "./held-words";
import { isHeld } from "./hold-state";
import { useRefreshOnceOver } from "./use-refresh-once-over";

/** The next step for a booking: its tickets, paying, or where its money went. */
export function BookingNext({ booking }: { booking: BookingDetails }) {
  useRefreshOnceOver(booking.holdExpiresAt);
  const params = { bookingId: booking.id };
  if (booking.status === "confirmed") {
    return (
      <>
        <div className={classes.actions}>
          <ButtonLink to="/bookings/$bookingId/tickets" params={params}>
            Show {counted(booking.ticketQuantity, "ticket")}
          </ButtonLink>
          <AddToCalendar bookingId={booking.id} />
        </div>
        <RefundsDue refunds={booking.refunds} />
      </>
    );
  }
  const now = serverClock.now();
  if (isHeld(booking, now)) {
    const held = { ...booking, bookingId: booking.id, until: booking.holdExpiresAt };
    return (
      <div className={classes.held}>
        <Text fw={600}>{heldWords(held, now)}</Text>
        <div className={classes.actions}>
          <ButtonLink to="/bookings/$bookingId/pay" params={params}>
            {waitsForProof(booking) ? "See how to confirm it" : payLinkLabel(held)}
          </ButtonLink>
          <GiveBack held={held} />
        </div>
      </div>
    );
  }
  if (booking.replacedBy !== null) {
    return (
      <div className={classes.held}>
        <Text>
          Your payment came after the time to pay had run out. There were tickets left, so Foyer made another
          booking for it.
        </Text>
        <div className={classes.actions}>
          <ButtonLink to="/bookings/$bookingId" params={{ bookingId: booking.replacedBy }}>
            Open the new booking
          </ButtonLink>
        </div>
      </div>
    );
  }
  const refund = refundWords(booking.payments, now);
  const isDue = booking.payments.some(({ state }) => state === "refund_due");
  return (
    <>
      {refund && (
        <p role="status" className={classes.refund} data-settled={!isDue || undefined}>
          {refund}
        </p>
      )}
      <RefundsDue refunds={booking.refunds} />
      {booking.event.isActive && booking.event.cancelledAt === null && (
        <div className={classes.actions}>
          <ButtonLink
            to="/events/$eventId"
            params={{ eventId: booking.eventId }}
            search={sameTickets(booking)}
            variant="default"
          >
            Book again
          </ButtonLink>
        </div>
      )}
    </>
  );
}

/** What is on its way back while the booking stays, where its other money is told of. */
function RefundsDue({ refunds }: Pick<BookingDetails, "refunds">) {
  return refunds
    .filter(({ state }) => state === "due")
    .map(({ id, amount, currency, method }) => (
      <p key={id} className={classes.refund}>
        {comesBackWords(formatMoney(amount, currency), method)}
      </p>
    ));
}
