import type { BookingView } from "@foyer/contract/booking";
import type { EventView } from "@foyer/contract/event";
import { Text } from "@mantine/core";
import { paymentWords } from "../bookings/booking-words";
import { CancelBooking } from "../bookings/cancel-booking";
import { moreTicketsWords } from "../bookings/more-tickets-words";
import { counted } from "../shared/counted";
import { ButtonLink } from "../shared/links";
import { whenIn } from "../shared/times";
import classes from "./booking-panel.module.css";

type OwnBookingProps = { event: EventView; booking: BookingView; now: Date };

/** The user's confirmed booking for this event. */
export function OwnBooking({ event, booking, now }: OwnBookingProps) {
  const until = booking.cancellableUntil;
  const params = { bookingId: booking.id };
  return (
    <div className={classes.still}>
      <div>
        <Text fw={600}>You have {counted(booking.ticketQuantity, "ticket")}.</Text>
        <Text>{paymentWords(booking)}</Text>
      </div>
      <ButtonLink to="/bookings/$bookingId/tickets" params={params}>
        Show {counted(booking.ticketQuantity, "ticket")}
      </ButtonLink>
      <ButtonLink to="/bookings/$bookingId" params={params} variant="default">
        Open booking
      </ButtonLink>
      {until > now ? (
        <>
          <Text size="sm" c="dimmed">
            You can cancel until {whenIn(until, event.timeZone)}. {moreTicketsWords(event, true)}
          </Text>
          <CancelBooking booking={booking} />
        </>
      ) : (
        <Text size="sm" c="dimmed">
          The time to cancel ended {whenIn(until, event.timeZone)}. {moreTicketsWords(event, false)}
        </Text>
      )}
    </div>
  );
}
