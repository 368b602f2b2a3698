import type { BookingAddition, BookingDetails } from "@foyer/contract/booking";
import { formatMoney } from "@foyer/contract/money";
import { Button, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { BookingError } from "../bookings/booking-error";
import { isPaidLater, useDropAddition } from "../bookings/change/addition-notice";
import { additionWords, dropWords } from "../bookings/change/change-words";
import { hasBreakdown, PriceBreakdown } from "../bookings/price-breakdown";
import { HeldDetails } from "../questions/held-details";
import { counted } from "../shared/counted";
import { ErrorNotice } from "../shared/error-notice";
import { serverClock } from "../shared/server-clock";
import { WorkButton } from "../shared/work-button";
import classes from "./held-checkout.module.css";
import { NeedsAction } from "./needs-action";
import { PayBar } from "./pay-bar";
import { PaymentForm } from "./payment-form";
import { UnderWay } from "./under-way";
import type { usePayBooking } from "./use-pay-booking";

type AdditionCheckoutProps = {
  booking: BookingDetails;
  addition: BookingAddition;
  pay: ReturnType<typeof usePayBooking>;
};

/** Paying for tickets that are held in addition to a booking, which stays as it is whatever becomes of it. */
export function AdditionCheckout({ booking, addition, pay }: AdditionCheckoutProps) {
  const [waysInstead, setWaysInstead] = useState<string | null>(null);
  const drop = useDropAddition(booking);
  const [latest] = booking.payments;
  const { ticketQuantity, amount, holdExpiresAt } = addition;
  // The addition, as the forms know a booking that is to be paid.
  const held = { ...booking, ticketQuantity, totalAmount: amount, holdExpiresAt };
  if (latest?.state === "under_way" && !pay.isWorking) return <UnderWay booking={booking} />;
  const asked = latest?.state === "needs_action" && waysInstead !== latest.id ? latest : undefined;
  return (
    <div className={classes.checkout}>
      <p className={classes.until}>{additionWords(addition, booking.currency, serverClock.now())}</p>
      <AdditionPrice booking={booking} addition={addition} />
      {asked ? (
        <NeedsAction booking={held} payment={asked} onOtherWay={() => setWaysInstead(asked.id)} />
      ) : (
        <HeldDetails booking={held} payError={pay.error} isAddition>
          {isPaidLater(booking, addition) ? (
            <AddAtOnce booking={booking} held={held} pay={pay} />
          ) : (
            <PaymentForm
              booking={held}
              total={amount}
              isChanging={false}
              pay={pay}
              declined={latest?.state === "failed" && latest.amount === amount ? latest : undefined}
              cashWords="The tickets stay held for you, and are yours once the organizer has your cash."
            />
          )}
        </HeldDetails>
      )}
      {drop.error && <ErrorNotice error={drop.error} />}
      <p className={classes.giveBack}>
        <Button variant="subtle" color="gray" loading={drop.isWorking} onClick={drop.start}>
          {addition.isOffer
            ? dropWords(addition).label
            : `Give ${ticketQuantity === 1 ? "the ticket" : "the tickets"} up`}
        </Button>
      </p>
    </div>
  );
}

/** What the tickets cost that come, less a discount or what goes back for them. */
function AdditionPrice({ booking, addition }: Pick<AdditionCheckoutProps, "booking" | "addition">) {
  const { items, ticketQuantity, amount, returnedTickets } = addition;
  const price = items.reduce((sum, { unitPrice, quantity }) => sum + unitPrice * quantity, 0);
  const parts = { items, discountAmount: price - amount };
  if (!hasBreakdown(parts)) {
    return (
      <div className={classes.row}>
        <p className={classes.count}>{counted(ticketQuantity, "more ticket")}</p>
        <p className={classes.total}>{amount === 0 ? "Free" : formatMoney(amount, booking.currency)}</p>
      </div>
    );
  }
  return (
    <PriceBreakdown
      {...parts}
      discountCode={returnedTickets === 0 ? booking.discountCode : null}
      returnedTickets={returnedTickets}
      totalAmount={amount}
      currency={booking.currency}
    />
  );
}

type AddAtOnceProps = {
  booking: BookingDetails;
  /** The addition, as a booking that is to be paid. */
  held: BookingDetails;
  pay: ReturnType<typeof usePayBooking>;
};

/** The button that adds tickets for which nothing is paid now. */
function AddAtOnce({ booking, held, pay }: AddAtOnceProps) {
  const { totalAmount: amount, currency } = held;
  return (
    <Stack gap="md">
      {amount > 0 && (
        <Text>In all you pay {formatMoney(booking.totalAmount + amount, currency)} in cash then.</Text>
      )}
      {pay.error && !pay.isWorking && (
        <BookingError error={pay.error} expected={pay.expected} nothing="Nothing was added." />
      )}
      <PayBar booking={held}>
        <WorkButton
          fullWidth
          label={`Add ${counted(held.ticketQuantity, "ticket")}`}
          workingLabel="Adding…"
          isWorking={pay.isWorking}
          onClick={() => void pay.start({ way: "cash", online: "none", total: amount })}
        />
      </PayBar>
    </Stack>
  );
}
