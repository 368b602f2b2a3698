import type { BookingStatus, BookingWithAttendee } from "@foyer/contract/booking";
import { formatMoney } from "@foyer/contract/money";
import { Table } from "@mantine/core";
import { keepPreviousData } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { trpc } from "../api/client";
import { BookingStatusMark } from "../bookings/booking-status";
import { CancelBooking } from "../bookings/cancel-booking";
import { TableSkeleton } from "../manage/event-table";
import { useManagedEvent } from "../manage/managed-event";
import { counted } from "../shared/counted";
import { EmptyState } from "../shared/empty-state";
import { ErrorNotice } from "../shared/error-notice";
import { FilterChoice } from "../shared/filter-choice";
import bar from "../shared/list-bar.module.css";
import { usePageTitle } from "../shared/page-title";
import { ShowMore } from "../shared/show-more";
import table from "../shared/table.module.css";
import { whenHere } from "../shared/times";
import classes from "./attendees-page.module.css";

const route = getRouteApi("/manage/$eventId/attendees");

const STATUSES: readonly { value: BookingStatus | undefined; words: string }[] = [
  { value: undefined, words: "All" },
  { value: "confirmed", words: "Confirmed" },
  { value: "pending", words: "Held" },
  { value: "cancelled", words: "Cancelled" },
];

export function AttendeesPage() {
  const event = useManagedEvent();
  usePageTitle(`Attendees of ${event.name}`);
  const { status } = route.useSearch();
  const navigate = route.useNavigate();
  const bookings = trpc.booking.forEvent.useInfiniteQuery(
    { eventId: event.id, status, limit: 50 },
    { getNextPageParam: (last) => last.nextCursor, placeholderData: keepPreviousData },
  );
  const rows = bookings.data?.pages.flatMap((page) => page.items);

  return (
    <>
      <div className={bar.spread}>
        <FilterChoice
          label="Which bookings"
          options={STATUSES}
          value={status}
          onChange={(value) => void navigate({ search: { status: value }, replace: true })}
        />
        <p className={bar.count} aria-live="polite">
          {rows &&
            `${counted(rows.length, "booking")}${bookings.hasNextPage ? " shown, there are more" : ""}`}
        </p>
      </div>
      {bookings.isLoadingError ? (
        <ErrorNotice
          title="The attendees could not be loaded."
          error={bookings.error}
          onRetry={() => void bookings.refetch()}
        />
      ) : !rows ? (
        <TableSkeleton />
      ) : rows.length === 0 ? (
        <EmptyState title={status ? "No such bookings" : "Nobody has booked yet"}>
          {status
            ? "Choose “All” to see every booking of this event."
            : "Everyone who books stands here, with their tickets and what they owe. Share the event’s public page."}
        </EmptyState>
      ) : (
        <Table className={`${table.table} ${classes.table}`} aria-label="Attendees">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Attendee</Table.Th>
              <Table.Th className={classes.figure}>Tickets</Table.Th>
              <Table.Th className={classes.wideFigure}>Amount</Table.Th>
              <Table.Th className={classes.wide}>Status</Table.Th>
              <Table.Th className={classes.wide}>Booked</Table.Th>
              <Table.Th className={classes.wide}>
                <span className="heard">Action</span>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map((booking) => (
              <Table.Tr key={booking.id}>
                <Table.Td className={table.who}>
                  <strong>{booking.attendee.name}</strong>
                  <div className={table.soft}>{booking.attendee.email}</div>
                  <div className={classes.narrow}>
                    <BookingStatusMark status={booking.status} />
                    <OrganizerCancel booking={booking} />
                  </div>
                </Table.Td>
                <Table.Td className={classes.figure}>{booking.ticketQuantity}</Table.Td>
                <Table.Td className={classes.wideFigure}>
                  {formatMoney(booking.totalAmount, booking.currency)}
                </Table.Td>
                <Table.Td className={classes.wide}>
                  <BookingStatusMark status={booking.status} />
                  {booking.cancellationReason && (
                    <div className={table.soft}>“{booking.cancellationReason}”</div>
                  )}
                </Table.Td>
                <Table.Td className={classes.wide}>{whenHere(booking.bookingDate)}</Table.Td>
                <Table.Td className={classes.wideFigure}>
                  <OrganizerCancel booking={booking} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      <ShowMore
        of="bookings"
        hasMore={bookings.hasNextPage}
        isLoading={bookings.isFetchingNextPage}
        error={bookings.isFetchNextPageError ? bookings.error : null}
        onMore={() => void bookings.fetchNextPage()}
      />
    </>
  );
}

function OrganizerCancel({ booking }: { booking: BookingWithAttendee }) {
  if (booking.status === "cancelled") return null;
  return <CancelBooking booking={booking} attendeeName={booking.attendee.name} size="sm" />;
}
