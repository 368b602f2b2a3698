import type { EventView } from "@foyer/contract/event";
import { Skeleton, Text } from "@mantine/core";
import { trpc } from "../api/client";
import { useMe } from "../api/session";
import { isHeld } from "../bookings/hold-state";
import { useRefreshOnceOver } from "../bookings/use-refresh-once-over";
import { ActionMessageArea } from "../shared/action-messages";
import { ErrorNotice } from "../shared/error-notice";
import { ButtonLink } from "../shared/links";
import { Loading } from "../shared/loading";
import { priceWords } from "../shared/price-input";
import { serverClock } from "../shared/server-clock";
import { JoinWaitlist } from "../waitlist/join-waitlist";
import { useMyWaitlist } from "../waitlist/use-my-waitlist";
import { WaitingPlace } from "../waitlist/waiting-place";
import { availabilityOf, availabilityWords } from "./availability";
import { AvailabilityMeter } from "./availability-meter";
import { BookTickets } from "./book-tickets";
import classes from "./booking-panel.module.css";
import { OwnBooking } from "./own-booking";
import { OwnHold } from "./own-hold";
import { PanelBar } from "./panel-bar";
import { useBookTickets } from "./use-book-tickets";

type BookingPanelProps = { event: EventView; now: Date };

/** How often bookings are polled for an offer that the waiting list already shows. */
const OFFER_POLL_MS = 1_000;

/** What the user can do about an event, and how many tickets are left. */
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
      <ActionMessageArea className={classes.actions}>
        <BookingAction event={event} now={now} />
      </ActionMessageArea>
    </aside>
  );
}

function BookingAction({ event, now }: BookingPanelProps) {
  const me = useMe();
  const tickets = useBookTickets(event);
  const waitlist = useMyWaitlist(Boolean(me));
  const place = waitlist.data?.find(({ eventId }) => eventId === event.id);
  const offered = place?.offer?.bookingId;
  const mine = trpc.booking.mine.useQuery(
    { eventId: event.id, limit: 1 },
    {
      enabled: Boolean(me),
      // An offer is a booking, which appears in another query than the place that is already known.
      refetchInterval: ({ state: { data } }) =>
        offered !== undefined && data !== undefined && data.items[0]?.id !== offered && OFFER_POLL_MS,
    },
  );
  const booking = mine.data?.items[0];
  useRefreshOnceOver(place?.offer?.expiresAt ?? booking?.holdExpiresAt ?? null);

  if (me === undefined || (me && (mine.isPending || waitlist.isPending))) {
    return <BookingSkeleton />;
  }
  const failed = [mine, waitlist].find(({ isLoadingError }) => isLoadingError);
  if (me && failed) {
    return (
      <ErrorNotice
        title="Your booking could not be looked up."
        error={failed.error}
        onRetry={() => void failed.refetch()}
      />
    );
  }
  if (me && booking?.status === "confirmed") return <OwnBooking event={event} booking={booking} now={now} />;
  const clock = serverClock.now();
  if (me && booking && isHeld(booking, clock)) {
    const { id: bookingId, holdExpiresAt: until } = booking;
    return <OwnHold held={{ ...booking, bookingId, until }} />;
  }
  if (me && place?.offer && place.offer.expiresAt > clock) return <BookingSkeleton />;
  if (me && event.organizerId === me.id) {
    return (
      <PanelBar>
        <Text>You organize this event.</Text>
        <ButtonLink to="/manage/$eventId" params={{ eventId: event.id }} variant="default">
          Manage this event
        </ButtonLink>
      </PanelBar>
    );
  }
  const availability = availabilityOf(event, now);
  if (me && place?.state === "waiting" && availability.kind !== "past" && availability.kind !== "cancelled") {
    return <WaitingPlace entry={place} event={event} />;
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
        <JoinWaitlist
          event={event}
          isSignedIn={me !== null}
          bookingError={tickets.error}
          before={me ? place : undefined}
        />
      );
    case "closed":
      return <Closed words="The organizer has closed sales for this event." error={tickets.error} />;
    case "cancelled":
      return (
        <Closed words="The organizer cancelled this event. It takes no bookings." error={tickets.error} />
      );
    case "past":
      return (
        <Closed words="This event has begun or is over. It takes no more bookings." error={tickets.error} />
      );
  }
}

function BookingSkeleton() {
  return (
    <PanelBar>
      <Loading size="line">
        <Skeleton height={44} />
        <Skeleton height={44} mt="md" />
      </Loading>
    </PanelBar>
  );
}

type ClosedProps = {
  words: string;
  /** The error of the user's own attempt to book, if the page learned the state from it. */
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
