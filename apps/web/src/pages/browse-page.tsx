import type { EventView } from "@foyer/contract/event";
import { Button, Container } from "@mantine/core";
import { keepPreviousData } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useCallback, useEffect, useRef } from "react";
import { trpc } from "../api/client";
import { useMe } from "../api/session";
import { BrowseFilters } from "../events/browse-filters";
import { EventCard, EventCardSkeleton } from "../events/event-card";
import {
  type BrowseSearch,
  eventCountWords,
  isFiltered,
  orderOf,
  useEventFilters,
} from "../events/event-filters";
import { EmptyState } from "../shared/empty-state";
import { ErrorNotice } from "../shared/error-notice";
import { ButtonLink } from "../shared/links";
import { Loading } from "../shared/loading";
import { useNow } from "../shared/now";
import { usePageTitle } from "../shared/page-title";
import { ShowMore } from "../shared/show-more";
import { useConnection } from "../shared/use-connection";
import { useMorePages } from "../shared/use-more-pages";
import classes from "./browse-page.module.css";

const route = getRouteApi("/");
const PAGE_SIZE = 24;

export function BrowsePage() {
  usePageTitle("Events");
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const filters = useEventFilters(search);
  const { sort, order } = orderOf(search);
  const now = useNow();
  const connection = useConnection();
  const list = useRef<HTMLUListElement>(null);

  const count = trpc.event.count.useQuery(filters, { placeholderData: keepPreviousData });
  const events = trpc.event.list.useInfiniteQuery(
    { ...filters, sort, order, limit: PAGE_SIZE },
    { getNextPageParam: (last) => last.nextCursor, placeholderData: keepPreviousData },
  );
  const fetchMore = useMorePages(events);
  const shown = events.data?.pages.flatMap((page) => page.items);

  const change = useCallback(
    (part: BrowseSearch, replacesEntry = false) =>
      void navigate({ search: (old) => ({ ...old, ...part }), replace: replacesEntry, resetScroll: false }),
    [navigate],
  );
  // The focus moves to the first new card, so that keyboard users continue there.
  const shownCount = shown?.length ?? 0;
  const focusAt = useRef<number | null>(null);
  useEffect(() => {
    if (focusAt.current === null || shownCount <= focusAt.current) return;
    list.current?.children[focusAt.current]?.querySelector("a")?.focus();
    focusAt.current = null;
  }, [shownCount]);
  const showMore = () => {
    focusAt.current = shownCount;
    void fetchMore().then(({ isError }) => {
      if (isError) focusAt.current = null;
    });
  };

  return (
    <Container size={1152} px="md">
      <div className={classes.head}>
        <h1 className={classes.title}>What’s on</h1>
        <p className={classes.count} aria-live="polite">
          {count.data ? eventCountWords(count.data) : " "}
        </p>
      </div>
      <BrowseFilters search={search} onChange={change} />
      {sort === "price" && hasSeveralCurrencies(shown) && (
        <p className={classes.notice}>
          Amounts of different currencies are not compared: these events stand currency by currency.
        </p>
      )}
      {events.isPlaceholderData && connection !== "up" && (
        <p className={classes.notice} role="status">
          These are the events from before. Those you asked for come when the connection is back.
        </p>
      )}
      {events.isLoadingError ? (
        <div className={classes.notice}>
          <ErrorNotice
            title="The events could not be loaded."
            error={events.error}
            onRetry={() => void events.refetch()}
          />
        </div>
      ) : shown?.length === 0 ? (
        <NoEvents
          filtered={isFiltered(search)}
          onClear={() => change({ q: undefined, category: undefined, from: undefined, to: undefined })}
        />
      ) : shown ? (
        <ul
          ref={list}
          className={classes.grid}
          aria-label="Events"
          aria-busy={events.isPlaceholderData && connection === "up"}
        >
          {shown.map((event) => (
            <li key={event.id}>
              <EventCard event={event} now={now} />
            </li>
          ))}
        </ul>
      ) : (
        <Loading className={classes.grid}>
          {["a", "b", "c", "d", "e", "f"].map((place) => (
            <EventCardSkeleton key={place} />
          ))}
        </Loading>
      )}
      <ShowMore
        of="events"
        hasMore={events.hasNextPage}
        isLoading={events.isFetchingNextPage}
        error={events.isFetchNextPageError ? events.error : null}
        onMore={showMore}
      />
    </Container>
  );
}

function hasSeveralCurrencies(shown: readonly EventView[] = []): boolean {
  return new Set(shown.map(({ currency }) => currency)).size > 1;
}

function NoEvents({ filtered, onClear }: { filtered: boolean; onClear: () => void }) {
  const me = useMe();
  if (filtered) {
    return (
      <EmptyState
        isEditorial
        title="No events match"
        action={
          <Button variant="default" onClick={onClear}>
            Clear filters
          </Button>
        }
      >
        Every word has to be in the name, the description, the venue or the category. Try fewer words, another
        category or other dates.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      isEditorial
      title="No events yet"
      action={
        me ? (
          <ButtonLink to="/manage/new">Create an event</ButtonLink>
        ) : (
          <ButtonLink to="/sign-up" search={{ redirect: "/manage/new" }}>
            Create your account
          </ButtonLink>
        )
      }
    >
      This page shows every event that is still to come. Anyone with an account can create one.
    </EmptyState>
  );
}
