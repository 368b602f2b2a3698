import type { ListedBooking } from "@foyer/contract/booking";
import { Table } from "@mantine/core";
import { BookingStatusMark } from "../bookings/booking-status";
import { paymentWords } from "../bookings/booking-words";
import { CancelBooking } from "../bookings/cancel-booking";
import { DataTable } from "../shared/data-table";
import { EmailText } from "../shared/email-text";
import { TextLink } from "../shared/links";
import row from "../shared/row-actions.module.css";
import table from "../shared/table.module.css";
import { whenHere } from "../shared/times";
import { Typed } from "../shared/typed";
import { AttendeeAnswers } from "./attendee-answers";
import classes from "./attendee-table.module.css";
import { ReturnCash, TakeCash } from "./cash-question";

type AttendeeTableProps = {
  bookings: readonly ListedBooking[];
  /** Whether the event has questions, or asks for names. */
  isAsked: boolean;
};

/** The bookings of an event with their attendees and the possible actions. */
export function AttendeeTable({ bookings, isAsked }: AttendeeTableProps) {
  return (
    <DataTable className={`${table.table} ${classes.table}`} aria-label="Attendees">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Attendee</Table.Th>
          <Table.Th className={table.figure}>Tickets</Table.Th>
          <Table.Th className={table.wide}>Inside</Table.Th>
          <Table.Th className={table.wide}>Status</Table.Th>
          <Table.Th className={table.wide}>Booked</Table.Th>
          <Table.Th className={table.wide}>
            <span className="heard">Action</span>
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {bookings.map((booking) => (
          <Table.Tr key={booking.id}>
            <Table.Td className={table.who}>
              <TextLink
                to="/manage/$eventId/attendees/$bookingId"
                params={{ eventId: booking.eventId, bookingId: booking.id }}
                fw={600}
                underline="hover"
              >
                <Typed>{booking.attendee.name}</Typed>
              </TextLink>
              <div className={table.soft}>
                <EmailText address={booking.attendee.email} />
              </div>
              <div className={table.narrow}>
                <Standing booking={booking} />
                {booking.admittedTickets > 0 && <span>{insideWords(booking)} inside</span>}
                <Actions booking={booking} isAsked={isAsked} />
              </div>
            </Table.Td>
            <Table.Td className={table.figure}>
              {booking.ticketQuantity}
              <Kinds booking={booking} />
            </Table.Td>
            <Table.Td className={`${table.wide} ${classes.inside}`}>
              {booking.status === "confirmed" && insideWords(booking)}
            </Table.Td>
            <Table.Td className={table.wide}>
              <Standing booking={booking} />
            </Table.Td>
            <Table.Td className={`${table.wide} ${classes.booked}`}>{whenHere(booking.bookingDate)}</Table.Td>
            <Table.Td className={table.wide}>
              <Actions booking={booking} isAsked={isAsked} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </DataTable>
  );
}

/** @example insideWords(booking) // "1 of 2" */
function insideWords({ admittedTickets, ticketQuantity }: ListedBooking): string {
  return `${admittedTickets} of ${ticketQuantity}`;
}

/** The tickets by kind, and the code; nothing where there are neither. */
function Kinds({ booking: { items, discountCode } }: { booking: ListedBooking }) {
  const hasKinds = items.some(({ name }) => name !== null);
  return (
    <>
      {hasKinds &&
        items.map(({ ticketTypeId, name, unitPrice, quantity }) => (
          <div key={`${ticketTypeId} ${unitPrice}`} className={classes.kinds}>
            {quantity} {name === null ? "Ticket" : <Typed>{name}</Typed>}
          </div>
        ))}
      {discountCode !== null && (
        <div className={classes.kinds}>
          Code <Typed>{discountCode}</Typed>
        </div>
      )}
    </>
  );
}

function Standing({ booking }: { booking: ListedBooking }) {
  return (
    <div className={classes.standing}>
      <BookingStatusMark status={booking.status} />
      <div className={table.soft}>{paymentWords(booking)}</div>
      {booking.cancellationReason && (
        <div className={table.soft}>
          “<Typed>{booking.cancellationReason}</Typed>”
        </div>
      )}
    </div>
  );
}

function Actions({ booking, isAsked }: { booking: ListedBooking; isAsked: boolean }) {
  const { id, totalAmount, currency, attendee, status, paymentMethod, paymentStatus, cashDueBack } = booking;
  const cash = { id, amount: totalAmount, currency, attendeeName: attendee.name };
  const isCash = paymentMethod === "cash" && totalAmount > 0;
  return (
    <div className={row.actions}>
      {isCash && status === "confirmed" && paymentStatus === "pending" && (
        <TakeCash booking={cash} size="sm" />
      )}
      {cashDueBack > 0 && <ReturnCash booking={{ ...cash, amount: cashDueBack }} size="sm" />}
      {isAsked && <AttendeeAnswers booking={booking} />}
      {status !== "cancelled" && <CancelBooking booking={booking} attendeeName={attendee.name} size="sm" />}
    </div>
  );
}
