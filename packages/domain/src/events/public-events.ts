import type { CategoryCount, EventCount, EventFilters, ListEventsInput } from "@foyer/contract/event";
import type { EventId } from "@foyer/contract/ids";
import type { AppContext } from "../context.js";
import { DomainError } from "../domain-error.js";
import type { Page } from "../machinery/pagination.js";
import type { CacheEntry } from "../machinery/single-flight-cache.js";
import { type EventAnswer, type EventDetailsAnswer, lookUpEvent } from "./find-event.js";
import { countEvents, listCategories, listEvents } from "./list-events.js";

/**
 * The public reads, cached: the database is queried at most once a second per distinct query, however many
 * requests there are. Nothing here depends on the caller.
 */

/**
 * One event: active, past or neither.
 *
 * @throws DomainError NOT_FOUND
 */
export async function showEvent(
  context: Pick<AppContext, "db" | "publicEvents">,
  id: EventId,
): Promise<CacheEntry<EventDetailsAnswer>> {
  const entry = await context.publicEvents.events.read(id, () => lookUpEvent(context, id));
  const { answer } = entry;
  if (answer === null) throw new DomainError("NOT_FOUND", "There is no such event.");
  return { answer, isFresh: () => entry.isFresh(), isDueForRefresh: () => entry.isDueForRefresh() };
}

/**
 * The public list of events, page by page.
 *
 * @throws DomainError INVALID_INPUT (cursor)
 */
export async function showEvents(
  context: Pick<AppContext, "db" | "clock" | "publicEvents" | "categories">,
  input: ListEventsInput,
): Promise<CacheEntry<Page<EventAnswer>>> {
  const { sort, order, limit, cursor } = input;
  const key = JSON.stringify([filterKey(input), sort, order, limit, cursor ?? null]);
  return context.publicEvents.lists.read(key, () => listEvents(context, input));
}

/** The number of events of the public list, up to the contract's limit. */
export async function showCount(
  context: Pick<AppContext, "db" | "clock" | "publicEvents" | "categories">,
  filters: EventFilters,
): Promise<CacheEntry<EventCount>> {
  const key = JSON.stringify(filterKey(filters));
  return context.publicEvents.counts.read(key, () => countEvents(context, filters));
}

/** The categories of the public list with their number of events, by name. */
export async function showCategories(
  context: Pick<AppContext, "db" | "clock" | "publicEvents" | "categories">,
): Promise<CacheEntry<CategoryCount[]>> {
  return context.publicEvents.categories.read("", () => listCategories(context));
}

/**
 * Without `from`, the key does not contain the current time: an event that has just begun disappears when the
 * entry expires.
 */
function filterKey({ search, category, from, to, fromDay, toDay }: EventFilters) {
  const words =
    search
      ?.normalize()
      .split(/\s+/)
      .filter((word) => word !== "") ?? [];
  return [words, category ?? null, from ?? null, to ?? null, fromDay ?? null, toDay ?? null];
}
