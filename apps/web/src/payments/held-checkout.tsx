import type { BookingDetails } from "@foyer/contract/booking";
import { formatMoney } from "@foyer/contract/money";
import { useState } from "react";
import { BookingError } from "../bookings/booking-error";
import { ChangeHeld } from "../bookings/change/change-held";
import { GiveBack } from "../bookings/give-back";
import { heldWords } from "../bookings/held-words";
import { hasBreakdown, PriceBreakdown } from "../bookings/price-breakdown";
import { TicketStepper } from "../events/ticket-stepper";
import { HeldDetails } from "../questions/held-details";
import { counted } from "../shared/counted";
import { serverClock } from "../shared/server-clock";
import type { CheckoutState } from "./checkout-state";
import classes from "./held-checkout.module.css";
import { NeedsAction } from "./needs-action";
import { PaymentForm } from "./payment-form";
import { useHeldQuantity } from "./use-held-quantity";
import type { usePayBooking } from "./use-pay-booking";

type HeldCheckoutProps = {
  booking: BookingDetails;
  state: Extract<CheckoutState, { kind: "to-pay" | "needs-action" }>;
  pay: ReturnType<typeof usePayBooking>;
};

/** The quantity, price and payment form of held tickets. */
export function HeldCheckout({ booking, state, pay }: HeldCheckoutProps) {
  const held = useHeldQuantity(booking);
  const [waysInstead, setWaysInstead] = useState<string | null>(null);
  const { id: bookingId, currency, holdExpiresAt } = booking;
  const isFree = booking.totalAmount === 0;
  const asksBank = state.kind === "needs-action" && waysInstead !== state.payment.id;
  return (
    <div className={classes.checkout}>
      <p className={classes.until}>
        {heldWords({ ...booking, until: state.holdExpiresAt }, serverClock.now())}
      </p>
      {held.error && (
        <BookingError error={held.error} expected={held.expected} nothing="Nothing was changed." />
      )}
      {held.canChange && (
        <div className={classes.row}>
          {asksBank || pay.isWorking ? (
            <p className={classes.count}>{counted(held.quantity, "ticket")}</p>
          ) : (
            <TicketStepper quantity={held.quantity} min={held.min} max={held.max} onChange={held.set} />
          )}
          {(held.isChanging || !hasBreakdown(booking)) && (
            <p className={classes.total}>
              {held.total === undefined ? "…" : isFree ? "Free" : formatMoney(held.total, currency)}
            </p>
          )}
        </div>
      )}
      {!held.isChanging && <PriceBreakdown {...booking} />}
      {!asksBank && !pay.isWorking && <ChangeHeld booking={booking} />}
      {asksBank ? (
        <NeedsAction
          booking={booking}
          payment={state.payment}
          onOtherWay={() => setWaysInstead(state.payment.id)}
        />
      ) : (
        <HeldDetails booking={booking} payError={pay.error}>
          <PaymentForm
            booking={booking}
            total={held.total ?? booking.totalAmount}
            isChanging={held.isChanging}
            pay={pay}
            declined={state.kind === "to-pay" ? state.declined : undefined}
          />
        </HeldDetails>
      )}
      {holdExpiresAt && (
        <p className={classes.giveBack}>
          <GiveBack held={{ ...booking, bookingId, until: holdExpiresAt }} isAnswered />
        </p>
      )}
    </div>
  );
}
