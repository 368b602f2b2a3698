import type { EventView } from "@foyer/contract/event";
import { Skeleton, Table } from "@mantine/core";
import { AvailabilityMeter } from "../events/availability-meter";
import { eventPriceWords } from "../events/event-price";
import { DataTable } from "../shared/data-table";
import { TextLink } from "../shared/links";
import { Loading } from "../shared/loading";
import table from "../shared/table.module.css";
import { whenIn } from "../shared/times";
import { Typed } from "../shared/typed";
import classes from "./event-table.module.css";
import { SalesState } from "./sales-state";
import { soldWords } from "./sold-words";

type EventTableProps = { events: readonly EventView[]; now: Date };

/** The user's own events, one row each. On phones date and state are below the name. */
export function EventTable({ events, now }: EventTableProps) {
  return (
    <DataTable className={`${table.table} ${classes.table}`} aria-label="Your events">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Event</Table.Th>
          <Table.Th className={table.wide}>When</Table.Th>
          <Table.Th className={table.figure}>Sold</Table.Th>
          <Table.Th className={`${table.wide} ${table.figure} ${classes.price}`}>Price</Table.Th>
          <Table.Th className={table.wide}>State</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {events.map((event) => (
          <Table.Tr key={event.id}>
            <Table.Td>
              <TextLink
                to="/manage/$eventId"
                params={{ eventId: event.id }}
                fw={600}
                underline="hover"
                className={classes.name}
              >
                <Typed>{event.name}</Typed>
              </TextLink>
              <div className={`${table.narrow} ${table.soft}`}>
                {whenIn(event.dateTime, event.timeZone)}
                <SalesState event={event} now={now} />
              </div>
            </Table.Td>
            <Table.Td className={`${table.wide} ${classes.when}`}>
              {whenIn(event.dateTime, event.timeZone)}
            </Table.Td>
            <Table.Td className={table.figure}>
              {soldWords(event)}
              <div className={classes.meter}>
                <AvailabilityMeter capacity={event.capacity} availableTickets={event.availableTickets} />
              </div>
              {event.waitingCount > 0 && (
                <div className={classes.waiting}>{event.waitingCount.toLocaleString("en")} waiting</div>
              )}
            </Table.Td>
            <Table.Td className={`${table.wide} ${table.figure} ${classes.price}`}>
              {eventPriceWords(event)}
            </Table.Td>
            <Table.Td className={table.wide}>
              <SalesState event={event} now={now} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </DataTable>
  );
}

export function TableSkeleton({ rows = 6 }: { rows?: number }) {
  return (
    <Loading>
      {Array.from({ length: rows }, (_, row) => row).map((row) => (
        <div key={row} className={classes.skeleton}>
          <Skeleton height={16} width="40%" />
          <Skeleton height={16} width="24%" />
          <Skeleton height={16} width="12%" />
        </div>
      ))}
    </Loading>
  );
}
