import { isolated } from "@foyer/contract/characters";
import { Button, Group } from "@mantine/core";
import { keepPreviousData } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { trpc } from "../api/client";
import { AttendeeFilterBar, type AttendeeFilters } from "../manage/attendee-filters";
import { AttendeeTable } from "../manage/attendee-table";
import { TableSkeleton } from "../manage/event-table";
import { useManagedEvent } from "../manage/managed-event";
import { ActionMessageArea } from "../shared/action-messages";
import { CsvDownload } from "../shared/csv-download";
import { EmptyState } from "../shared/empty-state";
import { ErrorNotice } from "../shared/error-notice";
import { ButtonLink } from "../shared/links";
import bar from "../shared/list-bar.module.css";
import { ListCount } from "../shared/list-count";
import { usePageTitle } from "../shared/page-title";
import { ShowMore } from "../shared/show-more";
import { useMorePages } from "../shared/use-more-pages";

const route = getRouteApi("/manage/$eventId/attendees");

export function AttendeesPage() {
  const event = useManagedEvent();
  usePageTitle(`Attendees of ${isolated(event.name)}`);
  const { q, status, payment, admission } = route.useSearch();
  const navigate = route.useNavigate();
  const bookings = trpc.event.attendees.useInfiniteQuery(
    { eventId: event.id, search: q, status, paymentStatus: payment, admission, limit: 50 },
    { getNextPageParam: (last) => last.nextCursor, placeholderData: keepPreviousData },
  );
  const questions = trpc.question.list.useQuery({ eventId: event.id });
  const isAsked = event.asksForNames || (questions.data?.length ?? 0) > 0;
  const fetchMore = useMorePages(bookings);
  const rows = bookings.data?.pages.flatMap((page) => page.items);
  const isFiltered = [q, status, payment, admission].some((filter) => filter !== undefined);
  const change = (changed: AttendeeFilters, replacesEntry = false) =>
    void navigate({ search: (old) => ({ ...old, ...changed }), replace: replacesEntry, resetScroll: false });

  return (
    <ActionMessageArea>
      <AttendeeFilterBar filters={{ q, status, payment, admission }} onChange={change} />
      <div className={bar.spread}>
        <ListCount shown={rows?.length} noun="booking" hasMore={bookings.hasNextPage} />
        <Group gap="xs">
          <CsvDownload
            href={`/files/events/${event.id}/attendees.csv`}
            filters={{ search: q, status, paymentStatus: payment, admission }}
          />
          {event.cancelledAt === null && (
            <ButtonLink
              to="/manage/$eventId/attendees/new"
              params={{ eventId: event.id }}
              variant="default"
              size="sm"
            >
              Add a booking
            </ButtonLink>
          )}
        </Group>
      </div>
      {bookings.isLoadingError ? (
        <ErrorNotice
          title="The attendees could not be loaded."
          error={bookings.error}
          onRetry={() => void bookings.refetch()}
        />
      ) : !rows ? (
        <TableSkeleton />
      ) : rows.length > 0 ? (
        <AttendeeTable bookings={rows} isAsked={isAsked} />
      ) : isFiltered ? (
        <EmptyState
          title="No such bookings"
          action={
            <Button variant="default" onClick={() => void navigate({ search: {} })}>
              Clear filters
            </Button>
          }
        >
          Try fewer words or filters to see more of this event’s bookings.
        </EmptyState>
      ) : (
        <EmptyState title="Nobody has booked yet">
          Everyone who books stands here, with their tickets and what they owe. Share the event’s public page.
        </EmptyState>
      )}
      <ShowMore
        of="bookings"
        hasMore={bookings.hasNextPage}
        isLoading={bookings.isFetchingNextPage}
        error={bookings.isFetchNextPageError ? bookings.error : null}
        onMore={() => void fetchMore()}
      />
    </ActionMessageArea>
  );
}
