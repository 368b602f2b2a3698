import type { BookingWithEvent } from "@foyer/contract/booking";
import { Skeleton } from "@mantine/core";
import { EventCover } from "../events/cover/event-cover";
import { BlockLink } from "../shared/links";
import { useIsPast } from "../shared/seconds-left";
import { serverClock } from "../shared/server-clock";
import { whenIn } from "../shared/times";
import classes from "./booking-card.module.css";
import { BookingStatusMark } from "./booking-status";
import { kindsWords, ticketsWords } from "./booking-words";
import { isPaidLater } from "./change/addition-notice";
import { additionWords, goOnLabel } from "./change/change-words";
import { heldWords } from "./held-words";

export function BookingCard({ booking }: { booking: BookingWithEvent }) {
  const { event, holdExpiresAt: until, ticketQuantity, addition } = booking;
  const kinds = kindsWords(booking.items);
  const isOver = useIsPast(until);
  const isAdditionOver = useIsPast(addition?.holdExpiresAt ?? null);
  const isHeld = until !== null && !isOver;
  return (
    <BlockLink
      to={booking.status === "pending" ? "/bookings/$bookingId/pay" : "/bookings/$bookingId"}
      params={{ bookingId: booking.id }}
      className={classes.card}
    >
      <div className={classes.picture}>
        <EventCover name={event.name} category={event.category} isSquare />
      </div>
      <div className={classes.text}>
        <p className={classes.soft}>{whenIn(event.dateTime, event.timeZone)}</p>
        <h2 className={classes.name} dir="auto">
          {event.name}
        </h2>
        <p className={classes.soft} dir="auto">
          {event.venue}
        </p>
        <p className={classes.foot}>
          <span>
            {ticketsWords(booking)}
            {kinds !== undefined && <span className={classes.kinds}>{kinds}</span>}
          </span>
          <BookingStatusMark status={booking.status} />
        </p>
        {isHeld && (
          <p className={classes.held}>
            {heldWords({ ticketQuantity, until }, serverClock.now())}{" "}
            <span className={classes.go}>{booking.totalAmount === 0 ? "Take them" : "Pay now"}</span>
          </p>
        )}
        {addition !== null && !isAdditionOver && (
          <p className={classes.held}>
            {additionWords(addition, booking.currency, serverClock.now())}{" "}
            {!addition.isCash && (
              <span className={classes.go}>
                {goOnLabel(addition, booking.currency, isPaidLater(booking, addition))}
              </span>
            )}
          </p>
        )}
        {booking.status === "cancelled" && booking.cancelledBy === "event" && (
          <p className={classes.soft}>The organizer cancelled this event.</p>
        )}
      </div>
    </BlockLink>
  );
}

export function BookingCardSkeleton() {
  return (
    <div className={classes.card} aria-hidden>
      <Skeleton className={classes.picture} radius={8} />
      <div className={classes.text}>
        <Skeleton height={14} width="50%" />
        <Skeleton height={24} width="80%" mt={12} />
        <Skeleton height={14} width="60%" mt={12} />
        <Skeleton height={16} width="90%" mt={16} />
      </div>
    </div>
  );
}
