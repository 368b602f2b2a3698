import type { EventView } from "@foyer/contract/event";
import { formatMoney, MAX_TICKETS_PER_BOOKING } from "@foyer/contract/money";
import { Skeleton, Text } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { BookingError } from "../bookings/booking-error";
import { bookLabel, cancellableUntil } from "../bookings/booking-words";
import { usePaymentOptions } from "../payments/use-payment-options";
import { chosenWay, methodOf, WAY_WORDS, type WayToPay, waysOf } from "../payments/ways-to-pay";
import { ChoiceList } from "../shared/choice-list";
import { ErrorNotice } from "../shared/error-notice";
import { ButtonLink } from "../shared/links";
import { Loading } from "../shared/loading";
import { whenIn } from "../shared/times";
import { WorkButton } from "../shared/work-button";
import classes from "./book-tickets.module.css";
import { PanelBar } from "./panel-bar";
import { TicketStepper } from "./ticket-stepper";
import type { useBookTickets } from "./use-book-tickets";

const route = getRouteApi("/events/$eventId");

type BookTicketsProps = {
  event: EventView;
  left: number;
  isSignedIn: boolean;
  now: Date;
  booking: ReturnType<typeof useBookTickets>;
};

/**
 * Quantity, payment method, total and the booking button. The choices are in the URL, so that they survive
 * signing in.
 */
export function BookTickets({ event, left, isSignedIn, now, booking }: BookTicketsProps) {
  const navigate = route.useNavigate();
  const { tickets, pay } = route.useSearch();
  const isFree = event.price === 0;
  const options = usePaymentOptions(!isFree);
  const notice = booking.error && (
    <BookingError error={booking.error} expected={booking.expected} nothing="Nothing was booked." />
  );
  if (!isFree && options.isPending) {
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
  if (!isFree && options.isLoadingError) {
    return (
      <ErrorNotice
        title="The ways to pay could not be loaded."
        error={options.error}
        onRetry={() => void options.refetch()}
      />
    );
  }
  const online = options.data?.online ?? "none";
  const ways = options.data ? waysOf(options.data) : [];
  const way = isFree ? "cash" : chosenWay(pay, ways);
  const max = Math.min(left, MAX_TICKETS_PER_BOOKING);
  const quantity = Math.min(tickets ?? 1, max);
  const total = quantity * event.price;
  const amounts = { ticketQuantity: quantity, totalAmount: total, currency: event.currency };
  const label = bookLabel(amounts, way !== "cash");
  const choose = (change: { tickets?: number; pay?: WayToPay }) =>
    void navigate({ search: { tickets, pay, ...change }, replace: true, resetScroll: false });

  return (
    <>
      {ways.length > 1 && (
        <ChoiceList
          legend="How you pay"
          isRow
          options={ways.map((value) => ({ value, label: WAY_WORDS[value].name }))}
          value={way}
          onChange={(value) => choose({ pay: value })}
          isDisabled={booking.isWorking}
        />
      )}
      <PanelBar>
        {notice}
        <div className={classes.row}>
          <TicketStepper quantity={quantity} max={max} onChange={(value) => choose({ tickets: value })} />
          <p className={classes.total}>{isFree ? "Free" : formatMoney(total, event.currency)}</p>
        </div>
        {isSignedIn ? (
          <WorkButton
            fullWidth
            label={label}
            workingLabel={way === "cash" ? "Booking…" : "Holding…"}
            isWorking={booking.isWorking}
            onClick={() => booking.book(quantity, total, methodOf(way, online))}
          />
        ) : (
          <ButtonLink
            fullWidth
            to="/sign-in"
            search={{
              redirect: `/events/${event.id}?tickets=${quantity}${pay === undefined ? "" : `&pay=${pay}`}`,
            }}
          >
            {label}
          </ButtonLink>
        )}
      </PanelBar>
      <BookingTerms event={event} now={now} isSignedIn={isSignedIn} way={way} />
    </>
  );
}

type BookingTermsProps = Pick<BookTicketsProps, "event" | "now" | "isSignedIn"> & { way: WayToPay };

function BookingTerms({ event, now, isSignedIn, way }: BookingTermsProps) {
  const until = cancellableUntil(event);
  return (
    <Text size="sm" c="dimmed">
      {!isSignedIn && "You will be asked to sign in first. "}
      {event.price > 0 && (way === "cash" ? "You pay at the door, in cash. " : "You pay on the next page. ")}
      {until > now
        ? `You can cancel until ${whenIn(until, event.timeZone)}.`
        : "So close to the start a booking can no longer be cancelled."}
    </Text>
  );
}
