import type { BookingDetails } from "@foyer/contract/booking";
import type { TicketView } from "@foyer/contract/ticket";
import { IconCircleCheck } from "@tabler/icons-react";
import type { ReactNode } from "react";
import row from "../shared/row-actions.module.css";
import { whenHere, whenIn } from "../shared/times";
import { Typed } from "../shared/typed";
import { QrCode } from "./qr-code";
import classes from "./ticket-card.module.css";
import { readableCode, ticketPlace } from "./ticket-words";

type TicketCardProps = {
  ticket: TicketView;
  booking: BookingDetails;
  holder: string | undefined;
  /** What can be done with it. */
  action?: ReactNode;
};

/** One ticket, for display and print. */
export function TicketCard({ ticket, booking, holder, action }: TicketCardProps) {
  const { event } = booking;
  const place = ticketPlace(ticket.number, booking.ticketQuantity);
  return (
    <li className={classes.ticket} data-admitted={ticket.admittedAt !== null || undefined}>
      <div className={classes.code}>
        <QrCode text={ticket.code} label={`QR code of ${place.toLowerCase()}`} />
      </div>
      <div className={classes.facts}>
        <p className={classes.place}>
          {place}
          {ticket.ticketType && (
            <>
              , <Typed>{ticket.ticketType.name}</Typed>
            </>
          )}
        </p>
        <p className={classes.name} dir="auto">
          {event.name}
        </p>
        <p>{whenIn(event.dateTime, event.timeZone)}</p>
        <p dir="auto">{event.venue}</p>
        {(ticket.holderName ?? holder) && <p dir="auto">{ticket.holderName ?? holder}</p>}
        {ticket.admittedAt && (
          <p className={classes.admitted}>
            <IconCircleCheck size={18} aria-hidden /> Admitted {whenHere(ticket.admittedAt)}
          </p>
        )}
        <p className={classes.readable}>{readableCode(ticket.code)}</p>
        {action && <div className={`${row.actions} unprinted`}>{action}</div>}
      </div>
    </li>
  );
}
