import type { EventDetails } from "@foyer/contract/event";
import { formatMoney } from "@foyer/contract/money";
import { Skeleton, Text } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { useRef } from "react";
import { BookingError } from "../bookings/booking-error";
import { bookLabel } from "../bookings/booking-words";
import { PriceBreakdown } from "../bookings/price-breakdown";
import { GuestBooking } from "../guests/guest-booking";
import { usePaymentOptions } from "../payments/use-payment-options";
import { chosenWay, methodOf, WAY_WORDS, waysFor } from "../payments/ways-to-pay";
import { ChoiceList } from "../shared/choice-list";
import { ErrorNotice } from "../shared/error-notice";
import { Loading } from "../shared/loading";
import { WorkButton } from "../shared/work-button";
import classes from "./book-tickets.module.css";
import { BookingTerms } from "./booking-terms";
import { ChooseTickets } from "./choose-tickets";
import { CodeField } from "./code-field";
import { errorPlace } from "./error-place";
import { type OrderSearch, orderAddress, requestOf, writeChoice } from "./order";
import { PanelBar } from "./panel-bar";
import { TicketStepper } from "./ticket-stepper";
import { saleOf } from "./ticket-type-sale";
import type { useBookTickets } from "./use-book-tickets";
import { useOrder } from "./use-order";

const route = getRouteApi("/events/$eventId");

type BookTicketsProps = {
  event: EventDetails;
  left: number;
  isSignedIn: boolean;
  now: Date;
  booking: ReturnType<typeof useBookTickets>;
  /** Whether the waiting list of a kind can be joined: nobody waits for two at once. */
  canWait: boolean;
};

/**
 * Kinds and quantities, code, payment method, price and the booking button. The choices are in the URL, so that
 * they survive signing in.
 */
export function BookTickets({ event, left, isSignedIn, now, booking, canWait }: BookTicketsProps) {
  const navigate = route.useNavigate();
  const search = route.useSearch();
  const { types, choice, quantity, max, discount, order, isFreeEvent } = useOrder(event, search, left, now);
  const options = usePaymentOptions(!isFreeEvent);
  const form = useRef<HTMLDivElement>(null);
  const place = errorPlace(booking.error, types);
  const notice = booking.error && place.kind === "form" && (
    <BookingError error={booking.error} expected={booking.expected} nothing="Nothing was booked." />
  );
  if (!isFreeEvent && options.isPending) {
    return (
      <PanelBar>
        {notice}
        <Loading size="line">
          <Skeleton height={44} />
          <Skeleton height={44} mt="md" />
        </Loading>
      </PanelBar>
    );
  }
  if (!isFreeEvent && options.isLoadingError) {
    return (
      <ErrorNotice
        title="The ways to pay could not be loaded."
        error={options.error}
        onRetry={() => void options.refetch()}
      />
    );
  }
  const hasKinds = event.hasTicketTypes;
  const { ticketQuantity, totalAmount } = order;
  const isFree = totalAmount === 0;
  const online = options.data?.online ?? "none";
  const ways = options.data ? waysFor(options.data, event, now) : [];
  const way = isFree ? "cash" : chosenWay(search.pay, ways);
  const isNothing = ticketQuantity === 0;
  const isForSale = !hasKinds || types.some((type) => saleOf(type, now) === "on_sale");
  const isUnpayable = !isFree && ways.length === 0;
  const label = isNothing
    ? "Choose tickets"
    : bookLabel({ ticketQuantity, totalAmount, currency: event.currency }, way !== "cash");
  const choose = (change: OrderSearch) =>
    void navigate({ search: { ...search, ...change }, replace: true, resetScroll: false });
  // What was said about another order is no longer true.
  const chooseAnew = (change: OrderSearch) => {
    booking.forgetError();
    choose(change);
  };
  const focusChoice = () => form.current?.querySelector<HTMLElement>("fieldset button:enabled")?.focus();

  return (
    <div ref={form} className={classes.form}>
      {hasKinds && types.length === 0 && (
        <Text>Tickets for this event are only sold to those who have a code.</Text>
      )}
      {types.length > 0 && (
        <ChooseTickets
          event={event}
          types={types}
          choice={choice}
          now={now}
          onChoose={(after) => chooseAnew({ kinds: writeChoice(after) })}
          error={booking.error}
          errorOf={place.kind === "type" ? place.ticketTypeId : undefined}
          onWait={canWait ? (wait) => chooseAnew({ wait, tickets: undefined }) : undefined}
        />
      )}
      {(hasKinds || !isFreeEvent || search.code !== undefined) && (
        <CodeField
          event={event}
          types={types}
          code={search.code}
          discount={discount}
          isApplied={isNothing ? undefined : order.discountCode !== null}
          bookingError={place.kind === "code" ? booking.error : null}
          onUse={(code) => chooseAnew({ code })}
        />
      )}
      {!isFree && ways.length > 1 && (
        <ChoiceList
          legend="How you pay"
          isRow
          options={ways.map((value) => ({ value, label: WAY_WORDS[value].name }))}
          value={way}
          onChange={(value) => choose({ pay: value })}
          isDisabled={booking.isWorking}
        />
      )}
      {!isNothing && <PriceBreakdown {...order} currency={event.currency} />}
      {(isForSale || notice) && (
        <PanelBar>
          {notice}
          {!hasKinds && (
            <div className={classes.row}>
              <TicketStepper quantity={quantity} max={max} onChange={(value) => choose({ tickets: value })} />
              <p className={classes.total}>{isFree ? "Free" : formatMoney(totalAmount, event.currency)}</p>
            </div>
          )}
          {isUnpayable ? (
            <Text>There is no way to pay for these tickets at the moment.</Text>
          ) : !isForSale ? null : isSignedIn || isNothing || discount.isUnknown ? (
            <WorkButton
              fullWidth
              {...(isNothing && { variant: "default" })}
              label={label}
              workingLabel={
                discount.isUnknown ? "Checking the code…" : way === "cash" ? "Booking…" : "Holding…"
              }
              isWorking={booking.isWorking || discount.isUnknown}
              onClick={() => (isNothing ? focusChoice() : booking.book(order, methodOf(way, online)))}
            />
          ) : (
            <GuestBooking
              label={label}
              order={{
                eventId: event.id,
                ...requestOf(order),
                expectedTotalAmount: totalAmount,
                paymentMethod: methodOf(way, online),
              }}
              redirect={orderAddress(event.id, {
                ...search,
                ...(hasKinds ? { kinds: writeChoice(choice) } : { tickets: quantity }),
              })}
            />
          )}
        </PanelBar>
      )}
      <BookingTerms event={event} now={now} isSignedIn={isSignedIn} isFree={isFree} way={way} />
    </div>
  );
}
