import type { BookingDetails } from "@foyer/contract/booking";
import type { TicketView } from "@foyer/contract/ticket";
import { IconCircleCheck } from "@tabler/icons-react";
import { whenHere, whenIn } from "../shared/times";
import { QrCode } from "./qr-code";
import classes from "./ticket-card.module.css";
import { readableCode, ticketPlace } from "./ticket-words";

type TicketCardProps = { ticket: TicketView; booking: BookingDetails; holder: string | undefined };

/** One ticket, for display and print. */
export function TicketCard({ ticket, booking, holder }: TicketCardProps) {
  const { event } = booking;
  const place = ticketPlace(ticket.number, booking.ticketQuantity);
  return (
    <li className={classes.ticket} data-admitted={ticket.admittedAt !== null || undefined}>
      <div className={classes.code}>
        <QrCode text={ticket.code} label={`QR code of ${place.toLowerCase()}`} />
      </div>
      <div className={classes.facts}>
        <p className={classes.place}>{place}</p>
        <p className={classes.name} dir="auto">
          {event.name}
        </p>
        <p>{whenIn(event.dateTime, event.timeZone)}</p>
        <p dir="auto">{event.venue}</p>
        {holder && <p dir="auto">{holder}</p>}
        {ticket.admittedAt && (
          <p className={classes.admitted}>
            <IconCircleCheck size={18} aria-hidden /> Admitted {whenHere(ticket.admittedAt)}
          </p>
        )}
        <p className={classes.readable}>{readableCode(ticket.code)}</p>
      </div>
    </li>
  );
}
