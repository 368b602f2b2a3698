import { useLocation, useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { useRestoredScroll } from "./use-restored-scroll";

/** The parts of an infinite query in use. */
type PagedQuery = {
  readonly data: { readonly pages: readonly unknown[] } | undefined;
  readonly hasNextPage: boolean;
  readonly isFetching: boolean;
  readonly isFetchNextPageError: boolean;
  readonly isPlaceholderData: boolean;
  readonly fetchNextPage: () => Promise<{ readonly isError: boolean }>;
};

/** The maximum number of pages fetched automatically after a reload. */
const MAX_PAGES = 50;

/**
 * Loads more of a list. The number of pages is stored in the history entry, so that reload and back button
 * restore the same length; changing a filter creates another entry and starts over.
 *
 * @returns a function that fetches the next page
 */
export function useMorePages(query: PagedQuery): () => Promise<{ readonly isError: boolean }> {
  const { data, hasNextPage, isFetching, isFetchNextPageError, isPlaceholderData, fetchNextPage } = query;
  const navigate = useNavigate();
  const wanted = useLocation({ select: ({ state }) => Math.min(state.pages ?? 1, MAX_PAGES) });
  const shown = data?.pages.length ?? 0;
  const isMissing =
    data !== undefined && !isPlaceholderData && shown < wanted && hasNextPage && !isFetchNextPageError;
  useEffect(() => {
    if (isMissing && !isFetching) void fetchNextPage();
  }, [isMissing, isFetching, fetchNextPage]);
  useRestoredScroll(data !== undefined && !isPlaceholderData && !isMissing);

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
