import {
  type SecurityEventType,
  type SecurityEventView,
  securityEventType,
} from "@foyer/contract/security-event";
import { Button, Group, Select, Table, Text } from "@mantine/core";
import { keepPreviousData } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import classes from "../admin/admin-table.module.css";
import { detailWords, WORDS_FOR_SECURITY_EVENTS } from "../admin/security-words";
import { trpc } from "../api/client";
import { TableSkeleton } from "../manage/event-table";
import { DataTable } from "../shared/data-table";
import { EmptyState } from "../shared/empty-state";
import { ErrorNotice } from "../shared/error-notice";
import bar from "../shared/list-bar.module.css";
import { ListCount } from "../shared/list-count";
import { usePageTitle } from "../shared/page-title";
import { choiceParam } from "../shared/search-params";
import { ShowMore } from "../shared/show-more";
import table from "../shared/table.module.css";
import { whenHere } from "../shared/times";
import { useMorePages } from "../shared/use-more-pages";

const route = getRouteApi("/admin/security");

const ANY = "any";
const TYPES: readonly { value: SecurityEventType | typeof ANY; label: string }[] = [
  { value: ANY, label: "Everything" },
  ...securityEventType.options.map((type) => ({ value: type, label: WORDS_FOR_SECURITY_EVENTS[type] })),
];

export function AdminSecurityPage() {
  usePageTitle("Security events");
  const { type, user } = route.useSearch();
  const navigate = route.useNavigate();
  const events = trpc.user.securityEvents.useInfiniteQuery(
    { type, userId: user, limit: 50 },
    { getNextPageParam: (last) => last.nextCursor, placeholderData: keepPreviousData },
  );
  const fetchMore = useMorePages(events);
  const rows = events.data?.pages.flatMap((page) => page.items);
  const isFiltered = type !== undefined || user !== undefined;
  const clear = (
    <Button variant="default" size="sm" onClick={() => void navigate({ search: {} })}>
      Show everything
    </Button>
  );

  return (
    <>
      <search className={bar.bar}>
        <Select
          className={classes.search}
          aria-label="What happened"
          data={TYPES}
          allowDeselect={false}
          withScrollArea={false}
          styles={{ options: { maxHeight: 320, overflowY: "auto" } }}
          value={type ?? ANY}
          onChange={(value) =>
            void navigate({
              search: (old) => ({ ...old, type: choiceParam(securityEventType, value) }),
              resetScroll: false,
            })
          }
        />
        {user !== undefined && (
          <Group gap="sm">
            <Text>Only of {rows?.[0]?.userEmail ?? "one account"}</Text>
            {clear}
          </Group>
        )}
        <ListCount
          className={bar.last}
          shown={rows?.length}
          noun="event"
          hasMore={events.hasNextPage}
          order="newest first"
        />
      </search>
      {events.isLoadingError ? (
        <ErrorNotice
          title="The security events could not be loaded."
          error={events.error}
          onRetry={() => void events.refetch()}
        />
      ) : !rows ? (
        <TableSkeleton />
      ) : rows.length === 0 ? (
        <EmptyState title="Nothing of the kind" action={isFiltered && clear}>
          What happens to accounts stands here for 400 days: sign-ins and refusals, locks, new passwords,
          changed roles, devices that were signed out.
        </EmptyState>
      ) : (
        <EventTable events={rows} />
      )}
      <ShowMore
        of="events"
        hasMore={events.hasNextPage}
        isLoading={events.isFetchingNextPage}
        error={events.isFetchNextPageError ? events.error : null}
        onMore={() => void fetchMore()}
      />
    </>
  );
}

function EventTable({ events }: { events: readonly SecurityEventView[] }) {
  return (
    <DataTable className={`${table.plain} ${classes.table}`} aria-label="Security events">
      <Table.Thead>
        <Table.Tr>
          <Table.Th className={classes.wide}>When</Table.Th>
          <Table.Th>What happened</Table.Th>
          <Table.Th className={classes.wide}>Account</Table.Th>
          <Table.Th className={classes.wide}>Device</Table.Th>
          <Table.Th className={`${classes.wide} ${classes.fixed}`}>IP address</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {events.map((event) => (
          <Table.Tr key={event.id}>
            <Table.Td className={`${classes.wide} ${classes.fixed}`}>{whenHere(event.at)}</Table.Td>
            <Table.Td className={table.who}>
              <strong>{WORDS_FOR_SECURITY_EVENTS[event.type]}</strong>
              {event.actorId !== null && event.actorId !== event.userId && " by an admin"}
              {event.detail !== null && <div className={table.soft}>{detailWords(event.detail)}</div>}
              <div className={classes.narrow}>
                <div className={table.soft}>{event.userEmail ?? "No account"}</div>
                <div className={table.soft}>{whenHere(event.at)}</div>
                <div className={table.soft}>
                  {[event.device, event.ip].filter((part) => part !== null).join(", ")}
                </div>
              </div>
            </Table.Td>
            <Table.Td className={`${classes.wide} ${classes.account} ${table.who}`}>
              {event.userEmail ?? "No account"}
            </Table.Td>
            <Table.Td className={`${classes.wide} ${classes.fixed}`}>{event.device ?? "–"}</Table.Td>
            <Table.Td className={`${classes.wide} ${classes.fixed}`}>{event.ip ?? "–"}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </DataTable>
  );
}
