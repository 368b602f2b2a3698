import { Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import type { EventView } from "@foyer/contract/event";
import { formatMoney, MAX_TICKETS_PER_BOOKING } from "@foyer/contract/money";
import { getRouteApi } from "@tanstack/react-router";
import { trpc } from "../api/client";
import { reasonOfError } from "../api/error-words";
import { retryWithKey } from "../api/query-client";
import { useRefreshTickets } from "../api/refresh";
import { bookLabel, cancellableUntil } from "../bookings/booking-words";
import { counted } from "../shared/counted";
import { ErrorNotice } from "../shared/error-notice";
import { useIdempotencyKey } from "../shared/idempotency-key";
import { ButtonLink } from "../shared/links";
import { whenIn } from "../shared/times";
import { WorkButton } from "../shared/work-button";
import panel from "./booking-panel.module.css";
import classes from "./book-tickets.module.css";
import { TicketStepper } from "./ticket-stepper";

const route = getRouteApi("/events/$eventId");

type BookTicketsProps = { event: EventView; left: number; isSignedIn: boolean; now: Date };

/** How many tickets, what they come to, and the one action. The number lives in the URL, so it outlasts signing in. */
export function BookTickets({ event, left, isSignedIn, now }: BookTicketsProps) {
  const navigate = route.useNavigate();
  const { tickets } = route.useSearch();
  const max = Math.min(left, MAX_TICKETS_PER_BOOKING);
  const quantity = Math.min(tickets ?? 1, max);
  const total = quantity * event.price;
  const label = bookLabel({ ticketQuantity: quantity, totalAmount: total, currency: event.currency });

  const refresh = useRefreshTickets();
  const { keyNow, settle } = useIdempotencyKey(`${event.id} ${quantity}`);
  const book = trpc.booking.create.useMutation({
    ...retryWithKey,
    async onSuccess(booking) {
      settle();
      await refresh();
      notifications.show({
        color: "green",
        message: `Booked. ${counted(booking.ticketQuantity, "ticket")} for ${event.name}.`,
        withCloseButton: true,
      });
    },
    async onError(error) {
      if (reasonOfError(error) === "IDEMPOTENCY_KEY_REUSED") settle();
      // A refusal often means that what this page shows is old: sold out, closed, booked in another tab.
      await refresh();
    },
  });
  const submit = () =>
    book.mutate({
      eventId: event.id,
      ticketQuantity: quantity,
      paymentMethod: "cash",
      idempotencyKey: keyNow(),
    });

  return (
    <>
      <div className={panel.bar}>
        {book.isError && <ErrorNotice error={book.error} />}
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
            isWorking={book.isPending}
            onClick={submit}
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
