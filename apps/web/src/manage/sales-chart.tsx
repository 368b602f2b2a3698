import type { EventStats } from "@foyer/contract/event-stats";
import { formatMoney } from "@foyer/contract/money";
import { Button, Table } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { counted } from "../shared/counted";
import { DataTable } from "../shared/data-table";
import { dayRangeWords } from "../shared/day-range";
import table from "../shared/table.module.css";
import classes from "./sales-chart.module.css";
import { type SalesBar, salesBars } from "./sales-days";

const WIDTH = 1000;
const HEIGHT = 160;

type SalesChartProps = Pick<EventStats, "salesPerDay" | "currency">;

/** Sold tickets by booking day, as chart or table. */
export function SalesChart({ salesPerDay, currency }: SalesChartProps) {
  const [asTable, { toggle }] = useDisclosure(false);
  if (salesPerDay.length === 0) return null;
  const bars = salesBars(salesPerDay);
  const isWeekly = bars.some(({ days }) => days > 1);
  return (
    <section className={classes.sales} aria-label="Sales">
      <div className={classes.head}>
        <h2 className={classes.heading}>Tickets sold {isWeekly ? "per week" : "per day"}</h2>
        <Button variant="default" size="sm" onClick={toggle}>
          {asTable ? "Show as a drawing" : "Show as a table"}
        </Button>
      </div>
      {asTable ? <SalesTable salesPerDay={salesPerDay} currency={currency} /> : <Drawing bars={bars} />}
    </section>
  );
}

function Drawing({ bars }: { bars: readonly SalesBar[] }) {
  const top = Math.max(...bars.map(({ tickets }) => tickets), 1);
  const [first] = bars;
  const last = bars.at(-1);
  const width = WIDTH / bars.length;
  // The maximum bar width, for charts of few days.
  const barWidth = Math.min(width * 0.8, WIDTH / 24);
  const total = bars.reduce((sum, { tickets }) => sum + tickets, 0);
  const best = bars.find(({ tickets }) => tickets === top);
  if (!first || !last) return null;
  const words = `${counted(total, "ticket")} from ${dayWords(first)} to ${dayWords(last)}, most of them on ${best ? dayWords(best) : ""}: ${top}. The table has every figure.`;
  return (
    <div className={classes.plot}>
      <div className={classes.scale} aria-hidden="true">
        <span>{top.toLocaleString("en")}</span>
        <span>0</span>
      </div>
      <svg
        className={classes.chart}
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={words}
      >
        <line className={classes.grid} x1="0" x2={WIDTH} y1={HEIGHT} y2={HEIGHT} />
        <line className={classes.grid} x1="0" x2={WIDTH} y1="0" y2="0" />
        {bars.map((bar, index) => (
          <rect
            key={bar.day}
            className={classes.bar}
            x={index * width + (width - barWidth) / 2}
            width={barWidth}
            y={HEIGHT - (bar.tickets / top) * HEIGHT}
            height={(bar.tickets / top) * HEIGHT}
          >
            <title>{`${dayWords(bar)}: ${counted(bar.tickets, "ticket")}`}</title>
          </rect>
        ))}
      </svg>
      <div className={classes.days} aria-hidden="true">
        <span>{dayWords(first)}</span>
        {bars.length > 1 && <span>{dayWords(last)}</span>}
      </div>
    </div>
  );
}

function SalesTable({ salesPerDay, currency }: SalesChartProps) {
  return (
    <DataTable className={`${table.table} ${classes.table}`} aria-label="Sales per day">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Day</Table.Th>
          <Table.Th className={`${table.figure} ${classes.more}`}>Bookings</Table.Th>
          <Table.Th className={table.figure}>Tickets</Table.Th>
          <Table.Th className={table.figure}>Amount</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {salesPerDay.toReversed().map(({ day, bookings, tickets, amount }) => (
          <Table.Tr key={day}>
            <Table.Td>{dayRangeWords({ from: day, to: day })}</Table.Td>
            <Table.Td className={`${table.figure} ${classes.more}`}>{bookings.toLocaleString("en")}</Table.Td>
            <Table.Td className={table.figure}>{tickets.toLocaleString("en")}</Table.Td>
            <Table.Td className={table.figure}>{formatMoney(amount, currency)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </DataTable>
  );
}

function dayWords({ day, days }: Pick<SalesBar, "day" | "days">): string {
  const words = dayRangeWords({ from: day, to: day });
  return days > 1 ? `the week from ${words}` : words;
}
