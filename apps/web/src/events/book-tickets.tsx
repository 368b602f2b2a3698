import type { EventView } from "@foyer/contract/event";
import { formatMoney, MAX_TICKETS_PER_BOOKING } from "@foyer/contract/money";
import { Text } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { bookLabel, cancellableUntil } from "../bookings/booking-words";
import { ErrorNotice } from "../shared/error-notice";
import { ButtonLink } from "../shared/links";
import { whenIn } from "../shared/times";
import { WorkButton } from "../shared/work-button";
import classes from "./book-tickets.module.css";
import panel from "./booking-panel.module.css";
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

/** How many tickets, what they come to, and the one action. The number lives in the URL, so it outlasts signing in. */
export function BookTickets({ event, left, isSignedIn, now, booking }: BookTicketsProps) {
  const navigate = route.useNavigate();
  const { tickets } = route.useSearch();
  const max = Math.min(left, MAX_TICKETS_PER_BOOKING);
  const quantity = Math.min(tickets ?? 1, max);
  const total = quantity * event.price;
  const label = bookLabel({ ticketQuantity: quantity, totalAmount: total, currency: event.currency });

  return (
    <>
      <div className={panel.bar}>
        {booking.error && <ErrorNotice error={booking.error} />}
        <div className={classes.row}>
          <TicketStepper
            quantity={quantity}
            max={max}
            onChange={(tickets) => void navigate({ search: { tickets }, replace: true, resetScroll: false })}
          />
          <p className={classes.total}>{total === 0 ? "Free" : formatMoney(total, event.currency)}</p>
        </div>
        {isSignedIn ? (
          <WorkButton
            fullWidth
            label={label}
            workingLabel="Booking…"
            isWorking={booking.isWorking}
            onClick={() => booking.book(quantity)}
          />
        ) : (
          <ButtonLink
            fullWidth
            to="/sign-in"
            search={{ redirect: `/events/${event.id}?tickets=${quantity}` }}
          >
            {label}
          </ButtonLink>
        )}
      </div>
      <BookingTerms event={event} now={now} isSignedIn={isSignedIn} />
    </>
  );
}

type BookingTermsProps = Pick<BookTicketsProps, "event" | "now" | "isSignedIn">;

function BookingTerms({ event, now, isSignedIn }: BookingTermsProps) {
  const until = cancellableUntil(event);
  return (
    <Text size="sm" c="dimmed">
      {!isSignedIn && "You will be asked to sign in first. "}
      {event.price > 0 && "You pay at the door, in cash. "}
      {until > now
        ? `You can cancel until ${whenIn(until, event.timeZone)}.`
        : "So close to the start a booking can no longer be cancelled."}
    </Text>
  );
}
