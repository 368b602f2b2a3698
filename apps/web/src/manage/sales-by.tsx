import type { EventStats } from "@foyer/contract/event-stats";
import { formatMoney } from "@foyer/contract/money";
import { Table } from "@mantine/core";
import { DataTable } from "../shared/data-table";
import table from "../shared/table.module.css";
import { Typed } from "../shared/typed";
import classes from "./sales-by.module.css";
import { type SalesRow, salesRows } from "./sales-rows";

/** What each kind of tickets and each discount code sold; nothing for an event with neither. */
export function SalesByKindAndCode({ stats }: { stats: EventStats }) {
  const { currency } = stats;
  const { kinds, codes } = salesRows(stats);
  return (
    <>
      {kinds.length > 0 && (
        <SalesTable title="Sales by kind" column="Kind" rows={kinds} currency={currency} />
      )}
      {codes.length > 0 && (
        <SalesTable title="Sales by code" column="Code" rows={codes} currency={currency} />
      )}
    </>
  );
}

type SalesTableProps = { title: string; column: string; rows: readonly SalesRow[]; currency: string };

function SalesTable({ title, column, rows, currency }: SalesTableProps) {
  const most = Math.max(1, ...rows.map(({ tickets, quota }) => quota ?? tickets));
  return (
    <section className={classes.section} aria-label={title}>
      <h2 className={classes.heading}>{title}</h2>
      <DataTable className={`${table.table} ${classes.table}`} aria-label={title}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{column}</Table.Th>
            <Table.Th className={table.figure}>Tickets</Table.Th>
            <Table.Th className={`${table.figure} ${classes.more}`}>Bookings</Table.Th>
            <Table.Th className={`${table.figure} ${classes.more}`}>Discount</Table.Th>
            <Table.Th className={table.figure}>Amount</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map(({ id, name, quota, tickets, bookings, amount, discount }) => (
            <Table.Tr key={id}>
              <Table.Td className={table.who}>
                <Typed>{name}</Typed>
                {discount > 0 && (
                  <div className={`${classes.less} ${table.soft}`}>{formatMoney(discount, currency)} off</div>
                )}
                <div className={classes.track} aria-hidden="true">
                  <div className={classes.share} style={{ width: `${(100 * tickets) / (quota || most)}%` }} />
                </div>
              </Table.Td>
              <Table.Td className={table.figure}>
                {tickets.toLocaleString("en")}
                {quota !== null && <span className={classes.of}> of {quota.toLocaleString("en")}</span>}
              </Table.Td>
              <Table.Td className={`${table.figure} ${classes.more}`}>
                {bookings.toLocaleString("en")}
              </Table.Td>
              <Table.Td className={`${table.figure} ${classes.more}`}>
                {formatMoney(discount, currency)}
              </Table.Td>
              <Table.Td className={table.figure}>{formatMoney(amount, currency)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </DataTable>
    </section>
  );
}
