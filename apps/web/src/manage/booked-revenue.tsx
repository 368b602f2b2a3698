import type { EventView } from "@foyer/contract/event";
import { formatMoney } from "@foyer/contract/money";
import { Skeleton } from "@mantine/core";
import { useEffect } from "react";
import { trpc } from "../api/client";
import { bookedRevenue } from "./revenue";

/** More pages than this are not fetched for one figure; it is then said to be a lower bound. */
const MAX_PAGES = 10;

/** What the confirmed bookings come to, added up from the bookings themselves. */
export function BookedRevenue({ event }: { event: EventView }) {
  const bookings = trpc.booking.forEvent.useInfiniteQuery(
    { eventId: event.id, status: "confirmed", limit: 100 },
    { getNextPageParam: (last) => last.nextCursor },
  );
  const { data, hasNextPage, isFetching, fetchNextPage } = bookings;
  const pages = data?.pages ?? [];
  const goesOn = hasNextPage && !isFetching && !bookings.isError && pages.length < MAX_PAGES;
  useEffect(() => {
    if (goesOn) void fetchNextPage();
  }, [goesOn, fetchNextPage]);

  if (bookings.isError) return <>not known now</>;
  if (!data || (hasNextPage && pages.length < MAX_PAGES)) return <Skeleton height={24} width={96} />;
  const sums = [...bookedRevenue(pages.flatMap((page) => page.items))];
  const words = sums.map(([currency, amount]) => formatMoney(amount, currency)).join(" + ");
  return <>{(hasNextPage ? "at least " : "") + (words || formatMoney(0, event.currency))}</>;
}
