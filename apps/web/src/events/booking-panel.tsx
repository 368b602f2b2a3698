import type { BookingView } from "@foyer/contract/booking";
import type { EventDetails } from "@foyer/contract/event";
import type { WaitlistEntryView } from "@foyer/contract/waitlist";
import { Skeleton, Text } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { trpc } from "../api/client";
import { useMe } from "../api/session";
import { isHeld } from "../bookings/hold-state";
import { useRefreshOnceOver } from "../bookings/use-refresh-once-over";
import { waitsForProof } from "../guests/own-booking";
import { useDeviceBooking } from "../guests/use-device-booking";
import { ActionMessageArea } from "../shared/action-messages";
import { ErrorNotice } from "../shared/error-notice";
import { ButtonLink } from "../shared/links";
import { Loading } from "../shared/loading";
import { serverClock } from "../shared/server-clock";
import { whenIn } from "../shared/times";
import { JoinWaitlist } from "../waitlist/join-waitlist";
import { useMyWaitlist } from "../waitlist/use-my-waitlist";
import { WaitForMore } from "../waitlist/wait-for-more";
import { WaitingPlace } from "../waitlist/waiting-place";
import { type Availability, availabilityOf, availabilityWords } from "./availability";
import { AvailabilityMeter } from "./availability-meter";
import { BookTickets } from "./book-tickets";
import classes from "./booking-panel.module.css";
import { eventPriceWords } from "./event-price";
import { OwnBooking } from "./own-booking";
import { OwnHold } from "./own-hold";
import { PanelBar } from "./panel-bar";
import { saleOf, WAITED_FOR } from "./ticket-type-sale";
import { useBookTickets } from "./use-book-tickets";
import { useDiscountCode } from "./use-discount-code";

const route = getRouteApi("/events/$eventId");

type BookingPanelProps = { event: EventDetails; now: Date };

/** How often bookings are polled for an offer that the waiting list already shows. */
const OFFER_POLL_MS = 1_000;

/** The states in which nothing is waited for any more. */
const WAITED_NO_MORE: ReadonlySet<Availability["kind"]> = new Set(["begun", "past", "cancelled"]);

/** What the user can do about an event, and how many tickets are left. */
export function BookingPanel({ event, now }: BookingPanelProps) {
  const availability = availabilityOf(event, now);
  return (
    <aside className={classes.panel} aria-label="Tickets">
      <div className={classes.facts}>
        <p className={classes.price}>{eventPriceWords(event)}</p>
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
  const { wait, code } = route.useSearch();
  const { checked } = useDiscountCode(event.id, code);
  const tickets = useBookTickets(event);
  const waitlist = useMyWaitlist(Boolean(me));
  const place = waitlist.data?.find(({ eventId }) => eventId === event.id);
  const offer = place?.offer;
  const mine = trpc.booking.mine.useQuery(
    { eventId: event.id, limit: 1 },
    {
      enabled: Boolean(me),
      // An offer is a booking, which appears in another query than the place that is already known.
      refetchInterval: ({ state: { data } }) =>
        offer != null && data !== undefined && !showsOffer(data.items[0], offer) && OFFER_POLL_MS,
    },
  );
  const onDevice = useDeviceBooking(event.id, me === null);
  const booking = me ? mine.data?.items[0] : onDevice.booking;
  useRefreshOnceOver(place?.offer?.expiresAt ?? booking?.holdExpiresAt ?? null);

  if (me === undefined || onDevice.isLoading || (me && (mine.isPending || waitlist.isPending))) {
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
  if (booking?.status === "confirmed") {
    return (
      <>
        <OwnBooking event={event} booking={booking} now={now} />
        {me && place?.state === "waiting" && <WaitingPlace entry={place} event={event} has={booking.items} />}
        {me && place?.state !== "waiting" && booking.addition?.isOffer !== true && (
          <WaitForMore event={event} booking={booking} now={now} before={place} />
        )}
      </>
    );
  }
  const clock = serverClock.now();
  if (booking && isHeld(booking, clock)) {
    const { id: bookingId, holdExpiresAt: until } = booking;
    const isUnproved = onDevice.booking !== undefined && waitsForProof(onDevice.booking);
    return <OwnHold held={{ ...booking, bookingId, until }} isUnproved={isUnproved} />;
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
  const isWaiting = me !== null && place?.state === "waiting";
  const sale = { event, isSignedIn: me !== null, now, booking: tickets, canWait: !isWaiting };
  if (isWaiting && !WAITED_NO_MORE.has(availability.kind)) {
    return (
      <>
        <WaitingPlace entry={place} event={event} />
        {/* Who waits for one kind may book another. */}
        {event.hasTicketTypes && availability.kind === "open" && (
          <BookTickets {...sale} left={availability.left} />
        )}
      </>
    );
  }
  if (event.hasTicketTypes && isOnSale(event, now)) {
    const type = [...event.ticketTypes, ...(checked?.opens ?? [])].find(({ id }) => id === wait);
    return type !== undefined && WAITED_FOR.has(saleOf(type, now)) ? (
      <JoinWaitlist
        event={event}
        ticketType={type}
        isSignedIn={me !== null}
        bookingError={null}
        before={me && place?.ticketType?.id === type.id ? place : undefined}
      />
    ) : (
      <BookTickets {...sale} left={event.availableTickets} />
    );
  }
  switch (availability.kind) {
    case "open":
      return <BookTickets {...sale} left={availability.left} />;
    case "sold-out":
      return (
        <JoinWaitlist
          event={event}
          isSignedIn={me !== null}
          bookingError={tickets.error}
          before={me ? place : undefined}
        />
      );
    case "not-yet":
      return (
        <Closed
          words={`Tickets are sold from ${whenIn(availability.from, event.timeZone)} on.`}
          error={tickets.error}
        />
      );
    case "ended":
      return <Closed words="Sales for this event are over." error={tickets.error} />;
    case "closed":
      return <Closed words="The organizer has closed sales for this event." error={tickets.error} />;
    case "cancelled":
      return (
        <Closed words="The organizer cancelled this event. It takes no bookings." error={tickets.error} />
      );
    case "begun":
      return <Closed words="This event has begun. It takes no more bookings." error={tickets.error} />;
    case "past":
      return (
        <Closed words="This event has begun or is over. It takes no more bookings." error={tickets.error} />
      );
  }
}

/** Whether a booking is the offer to a place, or has it in addition. */
function showsOffer(
  booking: BookingView | undefined,
  { bookingId, isAddition }: NonNullable<WaitlistEntryView["offer"]>,
): boolean {
  return booking?.id === bookingId && (!isAddition || booking.addition !== null);
}

/** Whether an event with kinds sells any, or its codes might: kinds that are shown say their own state. */
function isOnSale(event: EventDetails, now: Date): boolean {
  const { kind } = availabilityOf({ ...event, hasTicketTypes: false }, now);
  return kind === "open" || kind === "sold-out";
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
