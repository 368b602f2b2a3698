import type { BookingView } from "@foyer/contract/booking";
import type { EventView } from "@foyer/contract/event";
import { Text } from "@mantine/core";
import { kindsWords, paymentWords } from "../bookings/booking-words";
import { CancelBooking } from "../bookings/cancel-booking";
import { AdditionNotice } from "../bookings/change/addition-notice";
import { moreTicketsWords } from "../bookings/more-tickets-words";
import { counted } from "../shared/counted";
import { ButtonLink } from "../shared/links";
import { whenIn } from "../shared/times";
import classes from "./booking-panel.module.css";

type OwnBookingProps = { event: EventView; booking: BookingView; now: Date };

/** The user's confirmed booking for this event. */
export function OwnBooking({ event, booking, now }: OwnBookingProps) {
  const until = booking.cancellableUntil;
  const kinds = kindsWords(booking.items);
  const params = { bookingId: booking.id };
  // What is offered is decided on before more tickets are added.
  const isOffered = booking.addition?.isOffer === true;
  const more = isOffered ? "" : moreTicketsWords(event);
  return (
    <div className={classes.still}>
      <div>
        <Text fw={600}>You have {counted(booking.ticketQuantity, "ticket")}.</Text>
        {kinds !== undefined && <Text>{kinds}</Text>}
        <Text>{paymentWords(booking, event.timeZone)}</Text>
      </div>
      <AdditionNotice booking={booking} />
      <ButtonLink
        to="/bookings/$bookingId/tickets"
        params={params}
        {...(isOffered && { variant: "default" })}
      >
        Show {counted(booking.ticketQuantity, "ticket")}
      </ButtonLink>
      <ButtonLink to="/bookings/$bookingId" params={params} variant="default">
        Open booking
      </ButtonLink>
      {until > now ? (
        <>
          <Text size="sm" c="dimmed">
            You can cancel until {whenIn(until, event.timeZone)}. {more}
          </Text>
          <CancelBooking booking={booking} />
        </>
      ) : (
        <Text size="sm" c="dimmed">
          The time to cancel ended {whenIn(until, event.timeZone)}. {more}
        </Text>
      )}
    </div>
  );
}
