import { categoryKey } from "@foyer/contract/category";
import { isolated } from "@foyer/contract/characters";
import { Button, NativeSelect } from "@mantine/core";
import { trpc } from "../api/client";
import { SearchField } from "../shared/search-field";
import classes from "./browse-filters.module.css";
import { DateRangeFilter } from "./date-range-filter";
import { type BrowseSearch, isFiltered, ORDERS, orderOf } from "./event-filters";

type BrowseFiltersProps = {
  search: BrowseSearch;
  /**
   * Changes parameters of the URL; undefined removes a filter.
   *
   * @param replacesEntry whether to replace the current history entry
   */
  onChange: (change: BrowseSearch, replacesEntry?: boolean) => void;
};

export function BrowseFilters({ search, onChange }: BrowseFiltersProps) {
  const categories = trpc.event.categories.useQuery(undefined, { staleTime: 60_000 });
  const known = categories.data ?? [];
  const options = known.map(({ category, count }) => ({
    value: category,
    label: `${isolated(category)} (${count.toLocaleString("en")})`,
  }));
  const chosen = known.find(
    ({ category }) => search.category && categoryKey(category) === categoryKey(search.category),
  );
  // A category from an old link may have no events left and still has to be shown.
  if (search.category && !chosen) {
    options.push({ value: search.category, label: isolated(search.category) });
  }
  const order = orderOf(search);
  return (
    <search className={classes.filters}>
      <SearchField
        className={classes.words}
        label="Search events"
        placeholder="Search by name, words or venue"
        value={search.q}
        onChange={(q, replacesEntry) => onChange({ q }, replacesEntry)}
      />
      <NativeSelect
        aria-label="Category"
        data={[{ value: "", label: "All categories" }, ...options]}
        value={chosen?.category ?? search.category ?? ""}
        onChange={(change) => onChange({ category: change.currentTarget.value || undefined })}
      />
      <DateRangeFilter from={search.from} to={search.to} onChange={onChange} />
      <NativeSelect
        className={classes.sort ?? ""}
        aria-label="Sort by"
        data={ORDERS.map(({ value, words }) => ({ value, label: words }))}
        value={order.value}
        onChange={(change) => {
          const chosen = ORDERS.find(({ value }) => value === change.currentTarget.value);
          const isDefault = chosen === undefined || chosen === ORDERS[0];
          onChange(
            isDefault ? { sort: undefined, order: undefined } : { sort: chosen.sort, order: chosen.order },
          );
        }}
      />
      {isFiltered(search) && (
        <Button
          variant="subtle"
          color="gray"
          className={classes.clear ?? ""}
          onClick={() => onChange({ q: undefined, category: undefined, from: undefined, to: undefined })}
        >
          Clear filters
        </Button>
      )}
    </search>
  );
}
