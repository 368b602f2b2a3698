import { useLocation, useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { useKeptScroll } from "./use-kept-scroll";

/** What an infinite query says of itself. */
type PagedQuery = {
  readonly data: { readonly pages: readonly unknown[] } | undefined;
  readonly hasNextPage: boolean;
  readonly isFetching: boolean;
  readonly isFetchNextPageError: boolean;
  readonly isPlaceholderData: boolean;
  readonly fetchNextPage: () => Promise<{ readonly isError: boolean }>;
};

/** More are not fetched by themselves when a page is loaded again. */
const MOST_PAGES = 50;

/**
 * Shows more of a list. How much is shown is kept with the entry of the browser's history, so that a reload and the way
 * back show as much again, where the reader was; another filter is another entry, and begins anew.
 *
 * @returns fetches the next page
 */
export function useMorePages(query: PagedQuery): () => Promise<{ readonly isError: boolean }> {
  const { data, hasNextPage, isFetching, isFetchNextPageError, isPlaceholderData, fetchNextPage } = query;
  const navigate = useNavigate();
  const wanted = useLocation({ select: ({ state }) => Math.min(state.pages ?? 1, MOST_PAGES) });
  const shown = data?.pages.length ?? 0;
  const isMissing =
    data !== undefined && !isPlaceholderData && shown < wanted && hasNextPage && !isFetchNextPageError;
  useEffect(() => {
    if (isMissing && !isFetching) void fetchNextPage();
  }, [isMissing, isFetching, fetchNextPage]);
  useKeptScroll(data !== undefined && !isPlaceholderData && !isMissing);

  return async () => {
    const state = { pages: shown + 1 };
    const fetched = fetchNextPage();
    await navigate({
      to: ".",
      search: true,
      state: (old) => ({ ...old, ...state }),
      replace: true,
      resetScroll: false,
    });
    return fetched;
  };
}
