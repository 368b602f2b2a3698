import { Button, Container, Group, Title } from "@mantine/core";
import { keepPreviousData } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { trpc } from "../api/client";
import { EventTable, TableSkeleton } from "../manage/event-table";
import { EmptyState } from "../shared/empty-state";
import { ErrorNotice } from "../shared/error-notice";
import { FilterChoice } from "../shared/filter-choice";
import { ButtonLink, TextLink } from "../shared/links";
import bar from "../shared/list-bar.module.css";
import { ListCount } from "../shared/list-count";
import { useNow } from "../shared/now";
import { usePageTitle } from "../shared/page-title";
import { SearchField } from "../shared/search-field";
import { ShowMore } from "../shared/show-more";
import { useMorePages } from "../shared/use-more-pages";
import classes from "./manage-page.module.css";

const route = getRouteApi("/manage");

const WHEN = [
  { value: undefined, words: "All" },
  { value: "upcoming", words: "Upcoming" },
  { value: "past", words: "Past" },
] as const;

export function ManagePage() {
  usePageTitle("Manage your events");
  const { q, when } = route.useSearch();
  const navigate = route.useNavigate();
  const now = useNow();
  const mine = trpc.event.mine.useInfiniteQuery(
    { search: q, when: when ?? "all", limit: 50 },
    { getNextPageParam: (last) => last.nextCursor, placeholderData: keepPreviousData },
  );
  const fetchMore = useMorePages(mine);
  const events = mine.data?.pages.flatMap((page) => page.items);
  const isFiltered = q !== undefined || (when !== undefined && when !== "all");

  return (
    <Container size={1152} px="md">
      <Group justify="space-between" className={classes.head}>
        <Title order={1} size="h2">
          Your events
        </Title>
        <Group gap="md">
          <TextLink to="/manage/webhooks">Webhooks</TextLink>
          <ButtonLink to="/manage/new" size="sm">
            Create an event
          </ButtonLink>
        </Group>
      </Group>
      <search className={`${bar.bar} ${classes.filters}`}>
        <SearchField
          label="Search your events"
          placeholder="Search by name, words or venue"
          value={q}
          onChange={(words, replacesEntry) =>
            void navigate({
              search: (old) => ({ ...old, q: words }),
              replace: replacesEntry,
              resetScroll: false,
            })
          }
        />
        <FilterChoice
          label="Which events"
          options={WHEN}
          value={when === "all" ? undefined : when}
          onChange={(value) =>
            void navigate({ search: (old) => ({ ...old, when: value }), resetScroll: false })
          }
        />
        <ListCount className={bar.last} shown={events?.length} noun="event" hasMore={mine.hasNextPage} />
      </search>
      {mine.isLoadingError ? (
        <ErrorNotice
          title="Your events could not be loaded."
          error={mine.error}
          onRetry={() => void mine.refetch()}
        />
      ) : !events ? (
        <TableSkeleton />
      ) : events.length > 0 ? (
        <EventTable events={events} now={now} />
      ) : isFiltered ? (
        <EmptyState
          title="None of your events match"
          action={
            <Button variant="default" onClick={() => void navigate({ search: {} })}>
              Clear filters
            </Button>
          }
        >
          Try fewer words, or look at all dates.
        </EmptyState>
      ) : (
        <EmptyState
          title="You have no events yet"
          action={<ButtonLink to="/manage/new">Create an event</ButtonLink>}
        >
          Here you see how your events sell, who comes, and every change of their tickets.
        </EmptyState>
      )}
      <ShowMore
        of="events"
        hasMore={mine.hasNextPage}
        isLoading={mine.isFetchingNextPage}
        error={mine.isFetchNextPageError ? mine.error : null}
        onMore={() => void fetchMore()}
      />
    </Container>
  );
}
