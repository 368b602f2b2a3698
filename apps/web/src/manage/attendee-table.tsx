import type { BookingWithAttendee } from "@foyer/contract/booking";
import { Table } from "@mantine/core";
import { BookingStatusMark } from "../bookings/booking-status";
import { paymentWords } from "../bookings/booking-words";
import { CancelBooking } from "../bookings/cancel-booking";
import { DataTable } from "../shared/data-table";
import { EmailText } from "../shared/email-text";
import table from "../shared/table.module.css";
import { whenHere } from "../shared/times";
import { Typed } from "../shared/typed";
import classes from "./attendee-table.module.css";
import { ReturnCash, TakeCash } from "./cash-question";

/** The bookings of an event with their attendees and the possible actions. */
export function AttendeeTable({ bookings }: { bookings: readonly BookingWithAttendee[] }) {
  return (
    <DataTable className={`${table.table} ${classes.table}`} aria-label="Attendees">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Attendee</Table.Th>
          <Table.Th className={classes.figure}>Tickets</Table.Th>
          <Table.Th className={classes.wide}>Inside</Table.Th>
          <Table.Th className={classes.wide}>Status</Table.Th>
          <Table.Th className={classes.wide}>Booked</Table.Th>
          <Table.Th className={classes.wide}>
            <span className="heard">Action</span>
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {bookings.map((booking) => (
          <Table.Tr key={booking.id}>
            <Table.Td className={table.who}>
              <strong>
                <Typed>{booking.attendee.name}</Typed>
              </strong>
              <div className={table.soft}>
                <EmailText address={booking.attendee.email} />
              </div>
              <div className={classes.narrow}>
                <Standing booking={booking} />
                {booking.admittedTickets > 0 && <span>{insideWords(booking)} inside</span>}
                <Actions booking={booking} />
              </div>
            </Table.Td>
            <Table.Td className={classes.figure}>{booking.ticketQuantity}</Table.Td>
            <Table.Td className={classes.wide}>
              {booking.status === "confirmed" && insideWords(booking)}
            </Table.Td>
            <Table.Td className={classes.wide}>
              <Standing booking={booking} />
            </Table.Td>
            <Table.Td className={`${classes.wide} ${classes.booked}`}>
              {whenHere(booking.bookingDate)}
            </Table.Td>
            <Table.Td className={classes.wide}>
              <Actions booking={booking} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </DataTable>
  );
}

/** @example insideWords(booking) // "1 of 2" */
function insideWords({ admittedTickets, ticketQuantity }: BookingWithAttendee): string {
  return `${admittedTickets} of ${ticketQuantity}`;
}

function Standing({ booking }: { booking: BookingWithAttendee }) {
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

function Actions({ booking }: { booking: BookingWithAttendee }) {
  const { id, totalAmount, currency, attendee, status, paymentMethod, paymentStatus } = booking;
  const cash = { id, totalAmount, currency, attendeeName: attendee.name };
  const isCash = paymentMethod === "cash" && totalAmount > 0;
  return (
    <div className={classes.actions}>
      {isCash && status === "confirmed" && paymentStatus === "pending" && (
        <TakeCash booking={cash} size="sm" />
      )}
      {isCash && status === "cancelled" && paymentStatus === "paid" && (
        <ReturnCash booking={cash} size="sm" />
      )}
      {status !== "cancelled" && <CancelBooking booking={booking} attendeeName={attendee.name} size="sm" />}
    </div>
  );
}
