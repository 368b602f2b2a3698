import { isolated } from "@foyer/contract/characters";
import { formatMoney } from "@foyer/contract/money";
import type { RefundView } from "@foyer/contract/payment";
import { Table } from "@mantine/core";
import { IconAlertTriangle, IconCheck, IconClock } from "@tabler/icons-react";
import { trpc } from "../api/client";
import { ReturnCash } from "../manage/cash-question";
import { TableSkeleton } from "../manage/event-table";
import { useManagedEvent } from "../manage/managed-event";
import { refundWords } from "../manage/refund-words";
import { ActionMessageArea } from "../shared/action-messages";
import { DataTable } from "../shared/data-table";
import { EmailText } from "../shared/email-text";
import { EmptyState } from "../shared/empty-state";
import { ErrorNotice } from "../shared/error-notice";
import { TextLink } from "../shared/links";
import { ListCount } from "../shared/list-count";
import { usePageTitle } from "../shared/page-title";
import { ShowMore } from "../shared/show-more";
import table from "../shared/table.module.css";
import { whenHere } from "../shared/times";
import { Typed } from "../shared/typed";
import { useMorePages } from "../shared/use-more-pages";
import classes from "./refunds-page.module.css";

/** How often the list is polled while refunds are in progress. */
const REFUND_POLL_MS = 5_000;

export function RefundsPage() {
  const event = useManagedEvent();
  usePageTitle(`Refunds of ${isolated(event.name)}`);
  const list = trpc.event.refunds.useInfiniteQuery(
    { eventId: event.id, limit: 50 },
    {
      getNextPageParam: (last) => last.nextCursor,
      refetchInterval: (query) =>
        query.state.data?.pages.some(({ items }) => items.some(isUnderWay)) ? REFUND_POLL_MS : false,
    },
  );
  const fetchMore = useMorePages(list);
  if (list.isLoadingError) {
    return (
      <ErrorNotice
        title="The refunds could not be loaded."
        error={list.error}
        onRetry={() => void list.refetch()}
      />
    );
  }
  if (!list.data) return <TableSkeleton />;
  const rows = list.data.pages.flatMap((page) => page.items);
  if (rows.length === 0) {
    return (
      <EmptyState title="No refunds">
        When a paid booking is cancelled, its money stands here until it is given back: cash by you,
        everything else by itself.
      </EmptyState>
    );
  }
  return (
    <ActionMessageArea>
      <ListCount
        className={classes.count}
        shown={rows.length}
        noun="refund"
        hasMore={list.hasNextPage}
        order="the latest payment first"
      />
      <DataTable aria-label="Refunds">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Attendee</Table.Th>
            <Table.Th className={table.wide}>State</Table.Th>
            <Table.Th className={table.wide}>Paid</Table.Th>
            <Table.Th className={table.figure}>Amount</Table.Th>
            <Table.Th className={table.wide}>
              <span className="heard">Action</span>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((refund) => (
            <Table.Tr key={refund.id}>
              <Table.Td className={table.who}>
                <TextLink
                  to="/manage/$eventId/attendees/$bookingId"
                  params={{ eventId: event.id, bookingId: refund.bookingId }}
                  fw={600}
                  underline="hover"
                >
                  <Typed>{refund.attendee.name}</Typed>
                </TextLink>
                <div className={table.soft}>
                  <EmailText address={refund.attendee.email} />
                </div>
                <div className={table.narrow}>
                  <RefundState refund={refund} />
                  <GiveBack refund={refund} />
                </div>
              </Table.Td>
              <Table.Td className={`${table.wide} ${classes.state}`}>
                <RefundState refund={refund} />
              </Table.Td>
              <Table.Td className={table.wide}>{whenHere(refund.createdAt)}</Table.Td>
              <Table.Td className={table.figure}>{formatMoney(refund.amount, refund.currency)}</Table.Td>
              <Table.Td className={`${table.wide} ${table.action}`}>
                <GiveBack refund={refund} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </DataTable>
      <ShowMore
        of="refunds"
        hasMore={list.hasNextPage}
        isLoading={list.isFetchingNextPage}
        error={list.isFetchNextPageError ? list.error : null}
        onMore={() => void fetchMore()}
      />
    </ActionMessageArea>
  );
}

function isUnderWay({ state, method }: RefundView): boolean {
  return state === "refund_due" && method !== "cash";
}

function RefundState({ refund }: { refund: RefundView }) {
  const { state, more } = refundWords(refund);
  const { reason } = refund;
  const isDone = refund.state === "refunded";
  const isFailing = !isDone && refund.failures > 0;
  const Icon = isDone ? IconCheck : isFailing ? IconAlertTriangle : IconClock;
  return (
    <div>
      <span className={classes.mark} data-state={isDone ? "done" : isFailing ? "failing" : "due"}>
        <Icon size={18} aria-hidden />
        {state}
      </span>
      {more.map((line) => (
        <div key={line} className={table.soft}>
          {line}
        </div>
      ))}
      {reason !== null && (
        <div className={table.soft}>
          “<Typed>{reason}</Typed>”
        </div>
      )}
    </div>
  );
}

function isDueInCash({ state, method }: RefundView): boolean {
  return state === "refund_due" && method === "cash";
}

/** All cash of a booking that is due back is marked at once. */
function GiveBack({ refund }: { refund: RefundView }) {
  if (!isDueInCash(refund)) return null;
  const { bookingId: id, currency, attendee, cashDueBack: amount } = refund;
  return <ReturnCash booking={{ id, amount, currency, attendeeName: attendee.name }} size="sm" />;
}
