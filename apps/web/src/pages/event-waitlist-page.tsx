import { isolated } from "@foyer/contract/characters";
import type { WaitlistPlace } from "@foyer/contract/waitlist";
import { NativeSelect, Text } from "@mantine/core";
import { keepPreviousData } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { trpc } from "../api/client";
import filters from "../manage/attendee-filters.module.css";
import { TableSkeleton } from "../manage/event-table";
import { useManagedEvent } from "../manage/managed-event";
import { WAITLIST_STATES } from "../manage/waitlist-states";
import { WaitlistTable } from "../manage/waitlist-table";
import { ActionMessageArea } from "../shared/action-messages";
import { EmptyState } from "../shared/empty-state";
import { ErrorNotice } from "../shared/error-notice";
import bar from "../shared/list-bar.module.css";
import { ListCount } from "../shared/list-count";
import { usePageTitle } from "../shared/page-title";
import { ShowMore } from "../shared/show-more";
import { useMorePages } from "../shared/use-more-pages";

const route = getRouteApi("/manage/$eventId/waitlist");

const BY_ITSELF =
  "Tickets that come back are offered by themselves, in the order of joining. To choose to whom, close sales before.";

/** The waiting list of an event in the order of joining, with offers made by hand. */
export function EventWaitlistPage() {
  const event = useManagedEvent();
  usePageTitle(`Waiting list of ${isolated(event.name)}`);
  const { state, kind } = route.useSearch();
  const navigate = route.useNavigate();
  const kinds = trpc.event.ticketTypes.useQuery({ eventId: event.id });
  const list = trpc.waitlist.forEvent.useInfiniteQuery(
    { eventId: event.id, state, ticketTypeId: kind, limit: 50 },
    { getNextPageParam: (last) => last.nextCursor, placeholderData: keepPreviousData },
  );
  const fetchMore = useMorePages(list);
  const places = list.data?.pages.flatMap((page) => page.items);
  const hasKinds = (kinds.data?.length ?? 0) > 0;
  const isFiltered = state !== undefined || kind !== undefined;
  return (
    <ActionMessageArea>
      <search className={filters.bar}>
        <NativeSelect
          aria-label="Which places"
          className={filters.choice ?? ""}
          data={WAITLIST_STATES.map(({ value, words }) => ({ value: value ?? "", label: words }))}
          value={state ?? ""}
          onChange={({ currentTarget }) => {
            const chosen = WAITLIST_STATES.find(({ value }) => (value ?? "") === currentTarget.value)?.value;
            void navigate({ search: (old) => ({ ...old, state: chosen }), resetScroll: false });
          }}
        />
        {hasKinds && (
          <NativeSelect
            aria-label="Kind of tickets"
            className={filters.choice ?? ""}
            data={[
              { value: "", label: "Every kind" },
              ...(kinds.data ?? []).map(({ id, name }) => ({ value: id, label: name })),
            ]}
            value={kind ?? ""}
            onChange={({ currentTarget }) => {
              const chosen = kinds.data?.find(({ id }) => id === currentTarget.value)?.id;
              void navigate({ search: (old) => ({ ...old, kind: chosen }), resetScroll: false });
            }}
          />
        )}
      </search>
      <div className={bar.spread}>
        <ListCount
          shown={places?.length}
          noun="place"
          hasMore={list.hasNextPage}
          order="the longest wait first"
        />
      </div>
      {list.isLoadingError ? (
        <ErrorNotice
          title="The waiting list could not be loaded."
          error={list.error}
          onRetry={() => void list.refetch()}
        />
      ) : !places ? (
        <TableSkeleton />
      ) : places.length > 0 ? (
        <>
          {isWaited(places) && event.isActive && <Text mb="md">{BY_ITSELF}</Text>}
          <WaitlistTable places={places} hasKinds={hasKinds} />
        </>
      ) : (
        <EmptyState title={isFiltered ? "No such places" : "Nobody waits"}>
          {isFiltered
            ? "Choose another state or kind to see more of this list."
            : `Once tickets are sold out, people can wait here. ${BY_ITSELF}`}
        </EmptyState>
      )}
      <ShowMore
        of="places"
        hasMore={list.hasNextPage}
        isLoading={list.isFetchingNextPage}
        error={list.isFetchNextPageError ? list.error : null}
        onMore={() => void fetchMore()}
      />
    </ActionMessageArea>
  );
}

/** Whether somebody waits and cannot be offered tickets by hand now. */
function isWaited(places: readonly WaitlistPlace[]): boolean {
  return places.some(({ state }) => state === "waiting") && !places.some(({ canBeOffered }) => canBeOffered);
}
