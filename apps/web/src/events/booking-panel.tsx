import type { BookingView } from "@foyer/contract/booking";
import type { EventView } from "@foyer/contract/event";
import { Skeleton, Text } from "@mantine/core";
import { trpc } from "../api/client";
import { useMe } from "../api/session";
import { cancellableUntil, paymentWords } from "../bookings/booking-words";
import { CancelBooking } from "../bookings/cancel-booking";
import { counted } from "../shared/counted";
import { ErrorNotice } from "../shared/error-notice";
import { ButtonLink } from "../shared/links";
import { priceWords } from "../shared/price-input";
import { whenIn } from "../shared/times";
import { availabilityOf, availabilityWords } from "./availability";
import { AvailabilityMeter } from "./availability-meter";
import { BookTickets } from "./book-tickets";
import classes from "./booking-panel.module.css";
import { useBookTickets } from "./use-book-tickets";

type BookingPanelProps = { event: EventView; now: Date };

/** What one person can do about one event, beside how many tickets are left. */
export function BookingPanel({ event, now }: BookingPanelProps) {
  const availability = availabilityOf(event, now);
  return (
    <aside className={classes.panel} aria-label="Tickets">
      <div className={classes.facts}>
        <p className={classes.price}>{priceWords(event.price, event.currency)}</p>
        <p className={classes.left} aria-live="polite">
          {availabilityWords(availability)}
          {availability.kind === "open" && <span> of {event.capacity.toLocaleString("en")}</span>}
        </p>
        <AvailabilityMeter capacity={event.capacity} availableTickets={event.availableTickets} />
      </div>
      <BookingAction event={event} now={now} />
    </aside>
  );
}

function BookingAction({ event, now }: BookingPanelProps) {
  const me = useMe();
  const tickets = useBookTickets(event);
  const mine = trpc.booking.mine.useQuery({ eventId: event.id, limit: 1 }, { enabled: Boolean(me) });
  const availability = availabilityOf(event, now);

  if (me === undefined || (me && mine.isPending)) {
    return (
      <div className={classes.bar}>
        <Skeleton height={44} />
        <Skeleton height={44} />
      </div>
    );
  }
  if (me && mine.isLoadingError) {
    return (
      <ErrorNotice
        title="Your booking could not be looked up."
        error={mine.error}
        onRetry={() => void mine.refetch()}
      />
    );
  }
  const booking = mine.data?.items[0];
  if (me && booking) return <OwnBooking event={event} booking={booking} now={now} />;
  if (me && event.organizerId === me.id) {
    return (
      <div className={classes.bar}>
        <Text>You organize this event.</Text>
        <ButtonLink to="/manage/$eventId" params={{ eventId: event.id }} variant="default">
          Manage this event
        </ButtonLink>
      </div>
    );
  }
  switch (availability.kind) {
    case "open":
      return (
        <BookTickets
          event={event}
          left={availability.left}
          isSignedIn={me !== null}
          now={now}
          booking={tickets}
        />
      );
    case "sold-out":
      return (
        <Closed words="Sold out. Tickets that are given back appear here again." error={tickets.error} />
      );
    case "closed":
      return <Closed words="The organizer has closed sales for this event." error={tickets.error} />;
    case "cancelled":
      return <Closed words="The organizer cancelled this event." error={tickets.error} />;
    case "past":
      return (
        <Closed words="This event has begun or is over. It takes no more bookings." error={tickets.error} />
      );
  }
}

type ClosedProps = {
  words: string;
  /** What the reader's own attempt to book failed with, if that is how the page learnt of it. */
  error: unknown;
};

function Closed({ words, error }: ClosedProps) {
  return (
    <div className={classes.still}>
      {error != null && <ErrorNotice title="Your booking was not made." error={error} />}
      <Text>{words}</Text>
      <ButtonLink to="/" variant="default">
        See other events
      </ButtonLink>
    </div>
  );
}

type OwnBookingProps = BookingPanelProps & { booking: BookingView };

function OwnBooking({ event, booking, now }: OwnBookingProps) {
  const until = cancellableUntil(event);
  return (
    <div className={classes.still}>
      <div>
        <Text fw={600}>You have {counted(booking.ticketQuantity, "ticket")}.</Text>
        <Text>{paymentWords(booking)}</Text>
      </div>
      <ButtonLink to="/bookings/$bookingId" params={{ bookingId: booking.id }} variant="default">
        Open booking
      </ButtonLink>
      {until > now ? (
        <>
          <CancelBooking booking={booking} />
          <Text size="sm" c="dimmed">
            You can cancel until {whenIn(until, event.timeZone)}.
          </Text>
        </>
      ) : (
        <Text size="sm" c="dimmed">
          The time to cancel ended {whenIn(until, event.timeZone)}.
        </Text>
      )}
    </div>
  );
}
