import type { RouterOutputs } from "@foyer/client";
import type { EventSort, SortOrder } from "@foyer/contract/event-choices";
import { useMemo } from "react";

/** The parameters of the browse page's URL. */
export type BrowseSearch = {
  q?: string | undefined;
  category?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
  sort?: EventSort | undefined;
  order?: SortOrder | undefined;
};

/** The sort orders; the first is the default. */
export const ORDERS = [
  { value: "date-asc", words: "Soonest first", sort: "date", order: "asc" },
  { value: "price-asc", words: "Cheapest first", sort: "price", order: "asc" },
  { value: "price-desc", words: "Dearest first", sort: "price", order: "desc" },
  { value: "name-asc", words: "By name", sort: "name", order: "asc" },
] as const satisfies readonly {
  value: string;
  words: string;
  sort: EventSort;
  order: SortOrder;
}[];

export function orderOf(search: BrowseSearch): (typeof ORDERS)[number] {
  const { sort = "date", order = "asc" } = search;
  return ORDERS.find((offer) => offer.sort === sort && offer.order === order) ?? ORDERS[0];
}

/**
 * The filters as API input, referentially stable while the URL is unchanged. Days are in each event's own time
 * zone.
 */
export function useEventFilters({ q, category, from, to }: BrowseSearch) {
  return useMemo(() => ({ search: q, category, fromDay: from, toDay: to }), [q, category, from, to]);
}

export function isFiltered({ q, category, from, to }: BrowseSearch): boolean {
  return [q, category, from, to].some((filter) => filter !== undefined);
}

/** @example eventCountWords({ count: 1000, isExact: false }) // "1,000+ events" */
export function eventCountWords({ count, isExact }: RouterOutputs["event"]["count"]): string {
  const figure = `${count.toLocaleString("en")}${isExact ? "" : "+"}`;
  return `${figure} ${count === 1 && isExact ? "event" : "events"}`;
}
