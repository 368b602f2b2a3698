import { isolated } from "@foyer/contract/characters";
import { soldByHandUntil } from "@foyer/contract/door-sales";
import type { EventStats } from "@foyer/contract/event-stats";
import { formatMoney } from "@foyer/contract/money";
import { Skeleton } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { trpc } from "../api/client";
import { LedgerStatus } from "../manage/ledger-status";
import { useManagedEvent } from "../manage/managed-event";
import { SalesByKindAndCode } from "../manage/sales-by";
import { SalesChart } from "../manage/sales-chart";
import { SalesSwitch } from "../manage/sales-switch";
import { TicketMeter } from "../manage/ticket-meter";
import { counted } from "../shared/counted";
import { ErrorNotice } from "../shared/error-notice";
import { TextLink } from "../shared/links";
import { Loading } from "../shared/loading";
import { useNow } from "../shared/now";
import { usePageTitle } from "../shared/page-title";
import classes from "./managed-overview-page.module.css";

export function ManagedOverviewPage() {
  const event = useManagedEvent();
  const now = useNow();
  usePageTitle(`Manage ${isolated(event.name)}`);
  const stats = trpc.event.stats.useQuery({ eventId: event.id });
  const hasSales = event.cancelledAt === null && soldByHandUntil(event) > now;
  return (
    <div className={classes.page}>
      {stats.isLoadingError ? (
        <ErrorNotice
          title="The figures could not be loaded."
          error={stats.error}
          onRetry={() => void stats.refetch()}
        />
      ) : stats.data ? (
        <Figures stats={stats.data} />
      ) : (
        <Loading>
          <Skeleton height={12} radius="xl" mb="lg" />
          <Skeleton height={168} />
        </Loading>
      )}
      {hasSales && <SalesSwitch event={event} now={now} />}
      {stats.data && <SalesByKindAndCode stats={stats.data} />}
      {stats.data && <SalesChart {...stats.data} />}
      <LedgerStatus eventId={event.id} />
    </div>
  );
}

function Figures({ stats }: { stats: EventStats }) {
  const event = useManagedEvent();
  const money = (amount: number) => formatMoney(amount, stats.currency);
  const { failingRefunds, outstanding, refundsDue } = stats;
  return (
    <>
      {failingRefunds > 0 && (
        <p className={classes.warning}>
          <IconAlertTriangle size={20} aria-hidden />
          <span>
            {counted(failingRefunds, "refund")} failed and {failingRefunds === 1 ? "is" : "are"} tried again.{" "}
            <TextLink to="/manage/$eventId/refunds" params={{ eventId: event.id }}>
              See what went wrong
            </TextLink>
          </span>
        </p>
      )}
      <TicketMeter stats={stats} />
      <dl className={classes.figures}>
        <Figure name="Revenue" more={stats.refunds > 0 ? "paid, less what was given back" : "paid so far"}>
          {money(stats.revenue)}
        </Figure>
        <Figure name="To collect in cash" more={outstanding > 0 ? "at the door" : "nothing open"}>
          {money(outstanding)}
        </Figure>
        <Figure name="Refunds" more={refundsDue > 0 ? `${money(refundsDue)} on the way` : "none on the way"}>
          {money(stats.refunds)}
        </Figure>
        <Figure name="Checked in" more={`of ${stats.sold.toLocaleString("en")} sold`}>
          {stats.checkIns.toLocaleString("en")}
        </Figure>
        <Figure
          name="Waiting list"
          more={
            stats.waitingPeople > 0 ? (
              <TextLink to="/manage/$eventId/waitlist" params={{ eventId: event.id }} size="sm">
                wanted by {counted(stats.waitingPeople, "person", "people")}
              </TextLink>
            ) : (
              "nobody waits"
            )
          }
          isHeld={stats.waiting > 0}
        >
          {stats.waiting.toLocaleString("en")}
        </Figure>
        <Figure
          name="Cancelled bookings"
          more={`cancelling ends ${counted(event.cancellationCutoffHours, "hour")} before`}
        >
          {stats.bookings.cancelled.toLocaleString("en")}
        </Figure>
      </dl>
    </>
  );
}

type FigureProps = {
  name: string;
  children: React.ReactNode;
  /** Context for the figure. */
  more: React.ReactNode;
  isHeld?: boolean;
};

function Figure({ name, children, more, isHeld = false }: FigureProps) {
  return (
    <div className={classes.figure} data-held={isHeld || undefined}>
      <dt>{name}</dt>
      <dd>
        {children} <span className={classes.more}>{more}</span>
      </dd>
    </div>
  );
}
