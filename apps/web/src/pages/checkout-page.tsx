import type { BookingDetails } from "@foyer/contract/booking";
import { isolated } from "@foyer/contract/characters";
import { Container, Skeleton } from "@mantine/core";
import { getRouteApi, Navigate } from "@tanstack/react-router";
import { useMe } from "../api/session";
import { NotLoadedPage } from "../app/not-loaded-page";
import { useRefreshOnceOver } from "../bookings/use-refresh-once-over";
import { sameTickets } from "../events/order";
import { isOwnBooking, waitsForProof } from "../guests/own-booking";
import { WaitingForProof } from "../guests/waiting-for-proof";
import { AdditionCheckout } from "../payments/addition-checkout";
import { checkoutStateOf } from "../payments/checkout-state";
import { HeldCheckout } from "../payments/held-checkout";
import { OverCheckout } from "../payments/over-checkout";
import { UnderWay } from "../payments/under-way";
import { useCheckout } from "../payments/use-checkout";
import { usePayBooking } from "../payments/use-pay-booking";
import { TextLink } from "../shared/links";
import { Loading } from "../shared/loading";
import { usePageTitle } from "../shared/page-title";
import { whenIn } from "../shared/times";
import { Typed } from "../shared/typed";
import classes from "./checkout-page.module.css";

const route = getRouteApi("/bookings/$bookingId/pay");

export function CheckoutPage() {
  const { bookingId } = route.useParams();
  const booking = useCheckout(bookingId);
  usePageTitle(booking.data && `Pay for ${isolated(booking.data.event.name)}`);

  if (booking.isPending) {
    return (
      <Container size={576} px="md" py="xl">
        <Loading size="page">
          <Skeleton height={16} width={120} />
          <Skeleton height={40} width="80%" mt={24} />
          <Skeleton height={50} mt={32} />
          <Skeleton height={240} mt={24} />
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
  // A late payment creates another booking: a new key restarts the page with it.
  return <Checkout key={bookingId} booking={booking.data} />;
}

function Checkout({ booking }: { booking: BookingDetails }) {
  const { event } = booking;
  const { addition } = booking;
  const isTimeUp = useRefreshOnceOver(addition?.holdExpiresAt ?? booking.holdExpiresAt);
  const me = useMe();
  const pay = usePayBooking(booking, addition !== null);
  const state = checkoutStateOf(booking, isTimeUp, pay.isWorking);
  // Organizers may view a booking, but only its owner can pay.
  if (me && !isOwnBooking(booking, me)) {
    return <Navigate to="/bookings/$bookingId" params={{ bookingId: booking.id }} replace />;
  }
  if (state.kind === "confirmed" && (addition === null || addition.isCash || isTimeUp)) {
    return <Navigate to="/bookings/$bookingId/tickets" params={{ bookingId: booking.id }} replace />;
  }
  return (
    <Container size={576} px="md">
      <p className={classes.back}>
        {addition === null ? (
          <TextLink to="/events/$eventId" params={{ eventId: event.id }} search={sameTickets(booking)}>
            Back to the event
          </TextLink>
        ) : (
          <TextLink to="/bookings/$bookingId" params={{ bookingId: booking.id }}>
            Back to the booking
          </TextLink>
        )}
      </p>
      <h1 className={classes.title} dir="auto">
        {event.name}
      </h1>
      <p className={classes.facts}>
        {whenIn(event.dateTime, event.timeZone)}
        <br />
        <Typed>{event.venue}</Typed>
      </p>
      {state.kind === "confirmed" ? (
        addition && <AdditionCheckout booking={booking} addition={addition} pay={pay} />
      ) : state.kind === "to-pay" && waitsForProof(booking) ? (
        <WaitingForProof booking={booking} holdExpiresAt={state.holdExpiresAt} />
      ) : state.kind === "to-pay" || state.kind === "needs-action" ? (
        <HeldCheckout booking={booking} state={state} pay={pay} />
      ) : state.kind === "under-way" ? (
        <UnderWay booking={booking} />
      ) : (
        <OverCheckout booking={booking} state={state} />
      )}
    </Container>
  );
}
