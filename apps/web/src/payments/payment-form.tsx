import type { BookingDetails } from "@foyer/contract/booking";
import { formatMoney } from "@foyer/contract/money";
import type { PaymentOptions, PaymentView } from "@foyer/contract/payment";
import { Skeleton, Stack, Text } from "@mantine/core";
import { lazy, Suspense, useState } from "react";
import { trpc } from "../api/client";
import { errorCodeOf, errorMessage, isNoAnswer } from "../api/error-message";
import { BookingError } from "../bookings/booking-error";
import { isOpenToGuest } from "../guests/own-booking";
import { ChoiceList } from "../shared/choice-list";
import { counted } from "../shared/counted";
import { ErrorNotice } from "../shared/error-notice";
import { loadCode } from "../shared/load-code";
import { Loading } from "../shared/loading";
import { serverClock } from "../shared/server-clock";
import { whenIn } from "../shared/times";
import { WorkButton } from "../shared/work-button";
import { DeclinedNotice } from "./declined-notice";
import { PayBar } from "./pay-bar";
import classes from "./payment-form.module.css";
import { SandboxForm } from "./sandbox-form";
import type { usePayBooking } from "./use-pay-booking";
import { usePaymentOptions } from "./use-payment-options";
import { chosenWay, type PaymentTerms, WAY_WORDS, type WayToPay, wayOf, waysFor } from "./ways-to-pay";

// Loaded only where cards are accepted.
const StripeCardForm = lazy(
  loadCode(async () => ({ default: (await import("./stripe-card-form")).StripeCardForm })),
);

type PaymentFormProps = {
  booking: BookingDetails;
  /** The amount to pay, in minor units. */
  total: number;
  /** Whether the quantity is being changed, so that the total is not final. */
  isChanging: boolean;
  pay: ReturnType<typeof usePayBooking>;
  /** The last attempt, if it was declined. */
  declined: PaymentView | undefined;
  /** What paying in cash means, if it is not that the booking is confirmed now. */
  cashWords?: string;
};

/** The payment method and the pay button. */
export function PaymentForm(props: PaymentFormProps) {
  const options = usePaymentOptions();
  const event = trpc.event.byId.useQuery({ id: props.booking.eventId });
  if (options.isPending || event.isPending) {
    return (
      <Loading size="line">
        <Skeleton height={44} />
        <Skeleton height={160} mt={16} />
      </Loading>
    );
  }
  if (options.isLoadingError) {
    return (
      <ErrorNotice
        title="The ways to pay could not be loaded."
        error={options.error}
        onRetry={() => void options.refetch()}
      />
    );
  }
  return <FormFor {...props} options={options.data} terms={event.data ?? ANY_WAY} />;
}

/** Where the event cannot be read: the server says which ways it takes. */
const ANY_WAY: PaymentTerms = { paymentMethods: [], cashDueAt: null };

function FormFor({
  booking,
  total,
  isChanging,
  pay,
  declined,
  cashWords,
  options,
  terms,
}: PaymentFormProps & { options: PaymentOptions; terms: PaymentTerms }) {
  const [chosen, setChosen] = useState<WayToPay>(() => wayOf(booking.paymentMethod));
  const ways = waysFor(options, terms, serverClock.now());
  const way = chosenWay(chosen, ways);
  const { online } = options;
  const tickets = counted(booking.ticketQuantity, "ticket");
  const isDeclined =
    errorCodeOf(pay.error) === "PAYMENT_DECLINED" || (pay.error === null && declined !== undefined);
  const isOne = booking.ticketQuantity === 1;
  // During a new attempt, the last one's result would be mistaken for its own.
  const notice = pay.isWorking ? null : isDeclined ? (
    <DeclinedNotice hasOtherWays={ways.length > 1} isOne={isOne} answer={pay.error ?? declined?.id} />
  ) : (
    pay.error && <PaymentError error={pay.error} expected={pay.expected} />
  );
  if (total === 0) {
    return (
      <Stack gap="md">
        {notice}
        <PayBar booking={booking}>
          <WorkButton
            fullWidth
            label={`Take ${tickets} for free`}
            workingLabel="Booking…"
            isWorking={pay.isWorking || isChanging}
            onClick={() => void pay.start({ way: "cash", online, total })}
          />
        </PayBar>
      </Stack>
    );
  }
  const payLabel = `Pay ${formatMoney(total, booking.currency)}`;
  return (
    <Stack gap="lg">
      {notice}
      {ways.length > 1 && (
        <ChoiceList
          legend="How you pay"
          isRow
          options={ways.map((value) => ({ value, label: WAY_WORDS[value].name }))}
          value={way}
          onChange={setChosen}
          isDisabled={pay.isWorking}
        />
      )}
      {way === "cash" ? (
        <div className={classes.form}>
          <Text>
            {cashWords ??
              `${isOpenToGuest(booking) ? "We mail you a link that confirms your booking." : "Your booking is confirmed now."} ${
                terms.cashDueAt === null
                  ? `Bring ${formatMoney(total, booking.currency)} in cash; you pay it at the door.`
                  : cashDueWords(total, booking, terms.cashDueAt)
              }`}
          </Text>
          <PayBar booking={booking}>
            <WorkButton
              fullWidth
              label={cashLabel(cashWords, terms)}
              workingLabel="Booking…"
              isWorking={pay.isWorking || isChanging}
              onClick={() => void pay.start({ way, online, total })}
            />
          </PayBar>
        </div>
      ) : options.publishableKey !== null ? (
        <Suspense
          fallback={
            <Loading size="line">
              <Skeleton height={200} />
            </Loading>
          }
        >
          <StripeCardForm
            booking={booking}
            publishableKey={options.publishableKey}
            payLabel={payLabel}
            disabled={isChanging || pay.isWorking}
            onToken={(token) => pay.start({ way, online, total, token })}
          />
        </Suspense>
      ) : (
        <SandboxForm
          booking={booking}
          payLabel={payLabel}
          isWorking={pay.isWorking}
          isChanging={isChanging}
          onToken={(token) => pay.start({ way, online, total, token })}
        />
      )}
    </Stack>
  );
}

function cashLabel(cashWords: string | undefined, { cashDueAt }: PaymentTerms): string {
  if (cashWords !== undefined) return "Pay in cash";
  return cashDueAt === null ? "Pay at the door" : "Book and pay in cash";
}

function cashDueWords(total: number, { currency, event }: BookingDetails, dueAt: Date): string {
  const when = whenIn(dueAt, event.timeZone);
  return `Pay the organizer ${formatMoney(total, currency)} in cash by ${when}; unpaid tickets go back on sale then.`;
}

/** Why a payment failed. Without an answer it may have succeeded: the same attempt is sent again. */
function PaymentError({ error, expected }: { error: unknown; expected: number | undefined }) {
  return isNoAnswer(error) ? (
    <ErrorNotice
      error={error}
      title="No answer came to your payment."
      words={`${errorMessage(error)} You are charged once, however often you try.`}
    />
  ) : (
    <BookingError error={error} expected={expected} nothing="Nothing was charged." />
  );
}
