import { Container } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { useEffect } from "react";
import { trpc } from "../api/client";
import { BookingCard, BookingCardSkeleton } from "../bookings/booking-card";
import { type BookingsShown, bookingsUnder } from "../bookings/bookings-shown";
import { useLiveBookings } from "../live/use-live";
import { counted } from "../shared/counted";
import { EmptyState } from "../shared/empty-state";
import { ErrorNotice } from "../shared/error-notice";
import { FilterChoice } from "../shared/filter-choice";
import { ButtonLink } from "../shared/links";
import bar from "../shared/list-bar.module.css";
import { Loading } from "../shared/loading";
import { useNow } from "../shared/now";
import { usePageTitle } from "../shared/page-title";
import { ShowMore } from "../shared/show-more";
import { useMorePages } from "../shared/use-more-pages";
import { Waiting } from "../waitlist/waiting";
import classes from "./bookings-page.module.css";

/** How often the list is polled while it contains a hold. */
const HOLD_POLL_MS = 10_000;

const route = getRouteApi("/bookings");

const FILTERS = [
  { value: undefined, words: "Upcoming" },
  { value: "past", words: "Past" },
  { value: "cancelled", words: "Cancelled" },
] as const;

const EMPTY: Record<BookingsShown, { title: string; words: string }> = {
  upcoming: {
    title: "No tickets yet",
    words: "The events you have tickets for, or wait for, stand here, the next one first. Find one and book.",
  },
  past: { title: "Nothing past yet", words: "Events you had tickets for move here once they are over." },
  cancelled: { title: "Nothing cancelled", words: "Bookings that you or an organizer cancelled stand here." },
};

export function BookingsPage() {
  usePageTitle("My bookings");
  const { show } = route.useSearch();
  const navigate = route.useNavigate();
  const shown = show ?? "upcoming";
  const now = useNow();
  useLiveBookings();
  const bookings = trpc.booking.mine.useInfiniteQuery(
    { limit: 100, ...(shown === "cancelled" ? { status: "cancelled" } : {}) },
    {
      getNextPageParam: (last) => last.nextCursor,
      // A hold may be paid in another tab, or expire.
      refetchInterval: ({ state }) =>
        state.data?.pages.some(({ items }) => items.some(({ status }) => status === "pending"))
          ? HOLD_POLL_MS
          : false,
    },
  );
  const { hasNextPage, isFetching, fetchNextPage } = bookings;
  const fetchMore = useMorePages(bookings);
  const rows =
    bookings.data &&
    bookingsUnder(
      shown,
      bookings.data.pages.flatMap((page) => page.items),
      now,
    );

  // The API has no filter for "upcoming", so a page may contain none while a later one does.
  const mustLookFurther = rows?.length === 0 && hasNextPage && !isFetching && !bookings.isError;
  useEffect(() => {
    if (mustLookFurther) void fetchNextPage();
  }, [mustLookFurther, fetchNextPage]);

  const isLoading = rows === undefined || (rows.length === 0 && hasNextPage && !bookings.isError);
  return (
    <Container size={768} px="md">
      <h1 className={classes.title}>My bookings</h1>
      <div className={bar.spread}>
        <FilterChoice
          label="Which bookings"
          options={FILTERS}
          value={show}
          onChange={(value) => void navigate({ search: { show: value }, resetScroll: false })}
        />
        <p className={bar.count} aria-live="polite">
          {isLoading || rows.length === 0
            ? ""
            : `${counted(rows.length, "booking")}${hasNextPage ? " so far" : ""}`}
        </p>
      </div>
      {shown === "upcoming" && <Waiting />}
      {bookings.isLoadingError ? (
        <ErrorNotice
          title="Your bookings could not be loaded."
          error={bookings.error}
          onRetry={() => void bookings.refetch()}
        />
      ) : isLoading ? (
        <Loading>
          {["a", "b", "c"].map((place) => (
            <BookingCardSkeleton key={place} />
          ))}
        </Loading>
      ) : rows.length === 0 ? (
        <EmptyState
          isEditorial
          title={EMPTY[shown].title}
          action={
            <ButtonLink to="/" {...(shown !== "upcoming" && { variant: "default" })}>
              See all events
            </ButtonLink>
          }
        >
          {EMPTY[shown].words}
        </EmptyState>
      ) : (
        <ul className={classes.list} aria-label="Bookings">
          {rows.map((booking) => (
            <li key={booking.id}>
              <BookingCard booking={booking} />
            </li>
          ))}
        </ul>
      )}
      {!isLoading && (
        <ShowMore
          of="bookings"
          hasMore={hasNextPage}
          isLoading={bookings.isFetchingNextPage}
          error={bookings.isFetchNextPageError ? bookings.error : null}
          onMore={() => void fetchMore()}
        />
      )}
    </Container>
  );
}
