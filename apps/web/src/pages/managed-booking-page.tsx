import type { BookingDetails } from "@foyer/contract/booking";
import { isolated } from "@foyer/contract/characters";
import { getRouteApi } from "@tanstack/react-router";
import { trpc } from "../api/client";
import { BookingStatusMark } from "../bookings/booking-status";
import { paymentWords } from "../bookings/booking-words";
import { CancelBooking } from "../bookings/cancel-booking";
import { ChangeTickets } from "../bookings/change/change-tickets";
import { dueCash } from "../bookings/due-cash";
import { AnswersSection } from "../manage/attendee-answers";
import { BookedTickets } from "../manage/booked-tickets";
import { BookingItems } from "../manage/booking-items";
import { BookingMoney } from "../manage/booking-money";
import { BookingTimeline } from "../manage/booking-timeline";
import { ReturnCash, TakeCash } from "../manage/cash-question";
import { TableSkeleton } from "../manage/event-table";
import { HeldAddition } from "../manage/held-addition";
import classes from "../manage/managed-booking.module.css";
import { useManagedEvent } from "../manage/managed-event";
import { RefundPart } from "../manage/refund-part";
import { ResendMail } from "../manage/resend-mail";
import { ActionMessageArea } from "../shared/action-messages";
import { counted } from "../shared/counted";
import { EmailText } from "../shared/email-text";
import { EmptyState } from "../shared/empty-state";
import { ErrorNotice } from "../shared/error-notice";
import { TextLink } from "../shared/links";
import { useNow } from "../shared/now";
import { usePageTitle } from "../shared/page-title";
import { whenHere } from "../shared/times";
import { Typed } from "../shared/typed";

const route = getRouteApi("/manage/$eventId/attendees/$bookingId");

/** One booking for those who run its event: what was booked, what happened, and what can be done. */
export function ManagedBookingPage() {
  const event = useManagedEvent();
  const { bookingId } = route.useParams();
  const found = trpc.booking.byId.useQuery({ id: bookingId });
  const booking = found.data;
  usePageTitle(booking ? `Booking of ${isolated(booking.attendee.name)}` : "Booking");
  const back = (
    <TextLink to="/manage/$eventId/attendees" params={{ eventId: event.id }} size="sm">
      Attendees
    </TextLink>
  );
  if (found.isLoadingError) {
    return (
      <>
        {back}
        <ErrorNotice
          title="The booking could not be loaded."
          error={found.error}
          onRetry={() => void found.refetch()}
        />
      </>
    );
  }
  if (!booking) return <TableSkeleton />;
  if (booking.eventId !== event.id) {
    return (
      <EmptyState title="This booking is for another event" action={back}>
        Look for it among the attendees of its own event.
      </EmptyState>
    );
  }
  const { id, attendee, totalAmount, currency, status, paymentMethod, paymentStatus } = booking;
  const cash = { id, amount: totalAmount, currency, attendeeName: attendee.name };
  const isCash = paymentMethod === "cash" && totalAmount > 0;
  const cashDueBack = dueCash(booking);
  return (
    <ActionMessageArea>
      {back}
      <header className={classes.head}>
        <h2 className={classes.title}>
          <Typed>{attendee.name}</Typed>
        </h2>
        <p className={classes.soft}>
          <EmailText address={attendee.email} />
        </p>
        <p className={classes.state}>
          <BookingStatusMark status={status} />
          <span>{paymentWords({ ...booking, cashDueBack })}</span>
          {status === "confirmed" && (
            <span>
              {booking.admittedTickets} of {counted(booking.ticketQuantity, "ticket")} inside
            </span>
          )}
        </p>
        <p className={classes.soft}>
          Booked {whenHere(booking.bookingDate)}
          {booking.cashDueAt !== null && `. Cash is due by ${whenHere(booking.cashDueAt)}`}
          {booking.holdExpiresAt !== null && `. Held until ${whenHere(booking.holdExpiresAt)}`}. Number {id}
        </p>
      </header>
      <div className={classes.actions}>
        {isCash && status === "confirmed" && paymentStatus === "pending" && (
          <TakeCash booking={cash} size="sm" />
        )}
        {cashDueBack > 0 && <ReturnCash booking={{ ...cash, amount: cashDueBack }} size="sm" />}
        <HeldAddition booking={booking} />
        {booking.addition?.isOffer !== true && <ChangeForSomebody booking={booking} />}
        <ResendMail booking={booking} />
        <RefundPart booking={booking} />
        {status !== "cancelled" && <CancelBooking booking={booking} attendeeName={attendee.name} size="sm" />}
      </div>
      <div className={classes.columns}>
        <div className={classes.stacked}>
          <section aria-labelledby="items" className={classes.section}>
            <h3 id="items" className={classes.heading}>
              Tickets and price
            </h3>
            <BookingItems booking={booking} />
          </section>
          <BookingMoney booking={booking} />
          <BookedTickets booking={booking} />
        </div>
        <div className={classes.stacked}>
          <AnswersSection booking={booking} />
          <BookingTimeline bookingId={id} currency={currency} />
        </div>
      </div>
    </ActionMessageArea>
  );
}

/** Gives back and adds tickets for the attendee: at any time, and while the event is open. */
function ChangeForSomebody({ booking }: { booking: BookingDetails }) {
  const now = useNow();
  const { event, status, attendee } = booking;
  if (status !== "confirmed" || event.cancelledAt !== null) return null;
  const mayAdd = event.isActive && event.dateTime > now;
  return <ChangeTickets booking={booking} mayReturn mayAdd={mayAdd} attendeeName={attendee.name} size="sm" />;
}
