import type { BookingDetails } from "@foyer/contract/booking";
import { EmailText } from "../shared/email-text";
import { useNow } from "../shared/now";
import row from "../shared/row-actions.module.css";
import { Typed } from "../shared/typed";
import { PassOnTicket } from "../tickets/pass-on-ticket";
import classes from "./managed-booking.module.css";

/** The tickets of a confirmed booking one by one, with who has each, and the way to pass it on for the attendee. */
export function BookedTickets({ booking }: { booking: BookingDetails }) {
  const now = useNow();
  const { id, event, status, tickets } = booking;
  if (status !== "confirmed") return null;
  const mayPassOn = event.cancelledAt === null && now < event.dateTime;
  return (
    <section aria-labelledby="tickets" className={classes.section}>
      <h3 id="tickets" className={classes.heading}>
        Who has which ticket
      </h3>
      <ul className={classes.history}>
        {tickets.map(({ number, ticketType, holderName, holderEmail }) => (
          <li key={number} className={classes.ticket}>
            <span>
              Ticket {number}
              {ticketType !== null && (
                <>
                  , <Typed>{ticketType.name}</Typed>
                </>
              )}
              {holderName !== null && (
                <>
                  : <Typed>{holderName}</Typed>
                </>
              )}
              {holderEmail !== null && (
                <span className={classes.more}>
                  Passed on
                  {holderEmail !== "" && (
                    <>
                      {" to "}
                      <EmailText address={holderEmail} />
                    </>
                  )}
                </span>
              )}
            </span>
            {mayPassOn && (
              <div className={row.actions}>
                <PassOnTicket
                  bookingId={id}
                  ticketNumber={number}
                  label={holderEmail === null ? "Pass on" : "Pass on again"}
                  isForSomebody
                />
              </div>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
