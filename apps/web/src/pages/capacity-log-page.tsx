import { isolated } from "@foyer/contract/characters";
import type { CapacityLogView } from "@foyer/contract/event";
import { Table } from "@mantine/core";
import { trpc } from "../api/client";
import { TableSkeleton } from "../manage/event-table";
import { itemsWords } from "../manage/history-words";
import { useManagedEvent } from "../manage/managed-event";
import { TicketChart } from "../manage/ticket-chart";
import { ticketLine } from "../manage/ticket-line";
import { counted } from "../shared/counted";
import { CsvDownload } from "../shared/csv-download";
import { DataTable } from "../shared/data-table";
import { EmptyState } from "../shared/empty-state";
import { ErrorNotice } from "../shared/error-notice";
import { TextLink } from "../shared/links";
import bar from "../shared/list-bar.module.css";
import { ListCount } from "../shared/list-count";
import { useNow } from "../shared/now";
import { usePageTitle } from "../shared/page-title";
import { ShowMore } from "../shared/show-more";
import table from "../shared/table.module.css";
import { whenHere } from "../shared/times";
import { useMorePages } from "../shared/use-more-pages";

export function CapacityLogPage() {
  const event = useManagedEvent();
  usePageTitle(`Capacity log of ${isolated(event.name)}`);
  const now = useNow();
  const log = trpc.event.capacityLog.useInfiniteQuery(
    { eventId: event.id, limit: 100 },
    { getNextPageParam: (last) => last.nextCursor },
  );
  const fetchMore = useMorePages(log);
  if (log.isLoadingError) {
    return (
      <ErrorNotice
        title="The capacity log could not be loaded."
        error={log.error}
        onRetry={() => void log.refetch()}
      />
    );
  }
  if (!log.data) return <TableSkeleton />;
  const rows = log.data.pages.flatMap((page) => page.items);
  if (rows.length === 0) {
    return (
      <EmptyState title="Nothing logged">
        Every change of the available tickets stands here: bookings, cancellations and changed capacity.
      </EmptyState>
    );
  }
  const points = ticketLine(rows, event.availableTickets);
  const availableAfter = new Map(points.map((point) => [point.id, point.available]));
  return (
    <>
      <TicketChart points={points} capacity={event.capacity} now={now} />
      <div className={bar.spread}>
        <ListCount shown={rows.length} noun="change" hasMore={log.hasNextPage} order="newest first" />
        <CsvDownload href={`/files/events/${event.id}/capacity-log.csv`} />
      </div>
      <DataTable aria-label="Capacity log">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>What happened</Table.Th>
            <Table.Th className={table.wide}>When</Table.Th>
            <Table.Th className={table.figure}>Change</Table.Th>
            <Table.Th className={table.figure}>Available</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row, index) => (
            <Table.Tr key={row.id}>
              <Table.Td className={table.who}>
                <Happened row={row} isFirstEver={index === rows.length - 1 && !log.hasNextPage} />
                {row.items.length > 0 && <div className={table.soft}>{itemsWords(row.items)}</div>}
                <div className={table.narrow}>
                  <span className={table.soft}>{whenHere(row.timestamp)}</span>
                </div>
              </Table.Td>
              <Table.Td className={table.wide}>{whenHere(row.timestamp)}</Table.Td>
              <Table.Td className={table.figure}>
                {row.operation === "reserve" ? "−" : "+"}
                {row.quantity.toLocaleString("en")}
              </Table.Td>
              <Table.Td className={table.figure}>{availableAfter.get(row.id)?.toLocaleString("en")}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </DataTable>
      <ShowMore
        of="changes"
        hasMore={log.hasNextPage}
        isLoading={log.isFetchingNextPage}
        error={log.isFetchNextPageError ? log.error : null}
        onMore={() => void fetchMore()}
      />
    </>
  );
}

/** What happened; of a booking, a link to it. */
function Happened({ row, isFirstEver }: { row: CapacityLogView; isFirstEver: boolean }) {
  const words = happened(row, isFirstEver);
  if (row.bookingId === null) return words;
  return (
    <TextLink
      to="/manage/$eventId/attendees/$bookingId"
      params={{ eventId: row.eventId, bookingId: row.bookingId }}
      size="sm"
      underline="hover"
    >
      {words}
    </TextLink>
  );
}

function happened(row: CapacityLogView, isFirstEver: boolean): string {
  const tickets = counted(row.quantity, "ticket");
  if (row.bookingId === null) {
    if (isFirstEver) return `The event was created with ${tickets}`;
    return row.operation === "release" ? "Capacity was raised" : "Capacity was lowered";
  }
  const who = row.attendeeName === null ? "An attendee" : isolated(row.attendeeName);
  return row.operation === "reserve" ? `${who} booked ${tickets}` : `${tickets} of ${who} came back`;
}
