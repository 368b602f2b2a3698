import type { BookingDetails } from "@foyer/contract/booking";
import { isolated } from "@foyer/contract/characters";
import { Container, Skeleton, Text } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { Fragment } from "react";
import { trpc } from "../api/client";
import { useMe } from "../api/session";
import { NotLoadedPage } from "../app/not-loaded-page";
import { BookingNext } from "../bookings/booking-next";
import { BookingStatusMark } from "../bookings/booking-status";
import { kindsWords, paymentWords } from "../bookings/booking-words";
import { CancelBooking } from "../bookings/cancel-booking";
import { AdditionNotice } from "../bookings/change/addition-notice";
import { ChangeTickets } from "../bookings/change/change-tickets";
import { dueCash } from "../bookings/due-cash";
import { PaymentHistory } from "../bookings/payment-history";
import { PriceBreakdown } from "../bookings/price-breakdown";
import { RefundHistory } from "../bookings/refund-history";
import { EventCover } from "../events/cover/event-cover";
import { isOpenToGuest, isOwnBooking } from "../guests/own-booking";
import { SignInHint } from "../guests/sign-in-hint";
import { useRememberOnDevice } from "../guests/use-device-booking";
import { useLiveBookings } from "../live/use-live";
import { GivenDetails } from "../questions/given-details";
import { counted } from "../shared/counted";
import { EmailText } from "../shared/email-text";
import { TextLink } from "../shared/links";
import { Loading } from "../shared/loading";
import { useNow } from "../shared/now";
import { usePageTitle } from "../shared/page-title";
import row from "../shared/row-actions.module.css";
import { whenHere, whenIn } from "../shared/times";
import { Typed } from "../shared/typed";
import classes from "./booking-page.module.css";

/** How often a booking is read while its payment or refund is in progress, should a live update have been missed. */
const PAYMENT_POLL_MS = 15_000;

const route = getRouteApi("/bookings/$bookingId");

export function BookingPage() {
  const { bookingId } = route.useParams();
  const booking = trpc.booking.byId.useQuery(
    { id: bookingId },
    { refetchInterval: ({ state }) => (state.data && hasOpenPayment(state.data) ? PAYMENT_POLL_MS : false) },
  );
  useLiveBookings();
  usePageTitle(booking.data && `Your booking for ${isolated(booking.data.event.name)}`);

  if (booking.isPending) {
    return (
      <Container size={768} px="md" py="xl">
        <Loading size="page">
          <Skeleton height={160} radius={8} />
          <Skeleton height={40} width="70%" mt={32} />
          <Skeleton height={200} mt={24} />
        </Loading>
      </Container>
    );
  }
  if (booking.isLoadingError) {
    return (
      <NotLoadedPage
        title="The booking could not be loaded."
        error={booking.error}
        onRetry={() => void booking.refetch()}
      />
    );
  }
  return <Booking booking={booking.data} />;
}

/** Whether its payments change without user action. Cash does not: it waits for the organizer. */
function hasOpenPayment({ payments, refunds }: BookingDetails): boolean {
  return (
    payments.some(
      ({ state, method }) => state === "under_way" || (state === "refund_due" && method !== "cash"),
    ) || refunds.some(({ state, method }) => state === "due" && method !== "cash")
  );
}

function Booking({ booking }: { booking: BookingDetails }) {
  const { event } = booking;
  useRememberOnDevice(booking);
  const me = useMe();
  const kinds = kindsWords(booking.items);
  return (
    <Container size={768} px="md">
      <p className={classes.ways}>
        {isOpenToGuest(booking) ? (
          <TextLink to="/">All events</TextLink>
        ) : (
          <TextLink to="/bookings">My bookings</TextLink>
        )}
        <TextLink to="/events/$eventId" params={{ eventId: event.id }}>
          Go to the event
        </TextLink>
      </p>
      <div className={classes.cover}>
        <EventCover name={event.name} category={event.category} isWide />
      </div>
      <h1 className={classes.title} dir="auto">
        {event.name}
      </h1>
      {event.cancelledAt && (
        <p className={classes.cancelled}>
          The organizer cancelled this event
          {event.cancellationReason ? (
            <>
              : “<Typed>{event.cancellationReason}</Typed>”
            </>
          ) : (
            "."
          )}
        </p>
      )}
      {isOwnBooking(booking, me) && <BookingNext booking={booking} />}
      {isOwnBooking(booking, me) && <AdditionNotice booking={booking} />}
      <dl className={classes.facts}>
        <dt>Booking</dt>
        <dd>
          <BookingStatusMark status={booking.status} />
        </dd>
        <dt>Tickets</dt>
        <dd>
          {counted(booking.ticketQuantity, "ticket")}
          {kinds !== undefined && ` (${kinds})`}
          {booking.admittedTickets > 0 && `, ${booking.admittedTickets.toLocaleString("en")} admitted`}
        </dd>
        {booking.guest && (
          <>
            <dt>For</dt>
            <dd>
              <Typed>{booking.guest.name}</Typed>
              {booking.guest.email !== null && (
                <>
                  , <EmailText address={booking.guest.email} />
                </>
              )}
            </dd>
          </>
        )}
        <dt>Price</dt>
        <dd>{paymentWords({ ...booking, cashDueBack: dueCash(booking) }, event.timeZone)}</dd>
        <dt>When</dt>
        <dd>{whenIn(event.dateTime, event.timeZone)}</dd>
        <dt>Where</dt>
        <dd>
          <Typed>{event.venue}</Typed>
        </dd>
        <dt>Booked</dt>
        <dd>{whenHere(booking.bookingDate)}</dd>
        {booking.organizerChanges.map(({ at, reason }, index) => (
          <Fragment key={index}>
            <dt>Changed</dt>
            <dd>
              By the organizer, {whenHere(at)}: “<Typed>{reason}</Typed>”
            </dd>
          </Fragment>
        ))}
        {booking.cancelledAt && (
          <>
            <dt>Cancelled</dt>
            <dd>
              {whenHere(booking.cancelledAt)}
              {booking.cancellationReason && (
                <>
                  : “<Typed>{booking.cancellationReason}</Typed>”
                </>
              )}
            </dd>
          </>
        )}
      </dl>
      <div className={classes.price}>
        <PriceBreakdown {...booking} />
      </div>
      {booking.status === "confirmed" && booking.addition?.isOffer !== true && isOwnBooking(booking, me) && (
        <Changing booking={booking} />
      )}
      <GivenDetails booking={booking} />
      <PaymentHistory payments={booking.payments} />
      <RefundHistory refunds={booking.refunds} />
      {isOpenToGuest(booking) && (
        <div className={classes.hint}>
          <SignInHint guest={booking.guest} />
        </div>
      )}
      {booking.status === "confirmed" && <Cancelling booking={booking} />}
    </Container>
  );
}

function Changing({ booking }: { booking: BookingDetails }) {
  const now = useNow();
  const { event } = booking;
  const mayAdd = event.isActive && event.cancelledAt === null && event.dateTime > now;
  return <ChangeTickets booking={booking} mayReturn={booking.cancellableUntil > now} mayAdd={mayAdd} />;
}

function Cancelling({ booking }: { booking: BookingDetails }) {
  const now = useNow();
  const { cancellableUntil } = booking;
  const until = whenIn(cancellableUntil, booking.event.timeZone);
  if (cancellableUntil <= now) {
    return (
      <Text c="dimmed">The time to cancel ended {until}. Write to the organizer if you cannot come.</Text>
    );
  }
  if (booking.admittedTickets > 0) {
    return <Text c="dimmed">Tickets of this booking have been used, so it can no longer be cancelled.</Text>;
  }
  return (
    <div className={`${row.actions} ${classes.cancel}`}>
      <CancelBooking booking={booking} />
      <Text c="dimmed">You can cancel until {until}.</Text>
    </div>
  );
}
