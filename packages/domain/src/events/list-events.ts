import {
  type EventFilters,
  type EventSort,
  type ListEventsInput,
  MAX_EVENT_COUNT,
  type SortOrder,
} from "@foyer/contract/event";
import type { Prisma } from "@foyer/db/models";
import type { Foyer } from "../foyer.js";
import {
  cursorDate,
  cutPage,
  invalidCursor,
  type Page,
  type Position,
  past,
  readCursor,
} from "../pagination.js";
import { publicEvents } from "./event-filters.js";
import { type EventAnswer, eventColumns, toEventView } from "./find-event.js";
import { nameKey } from "./name-key.js";

/**
 * The public list of events, page by page.
 *
 * @throws DomainError INVALID_INPUT (cursor)
 */
export async function listEvents(foyer: Foyer, input: ListEventsInput): Promise<Page<EventAnswer>> {
  const where = publicEvents(input, foyer.clock.now());
  const after = readCursor(input.cursor);
  const rows = await foyer.db.prisma.event.findMany({
    where: after === undefined ? where : { AND: [where, beyond(after, input.sort, input.order)] },
    orderBy: orderBy(input.sort, input.order),
    take: input.limit + 1,
    select: eventColumns,
  });
  return cutPage(rows.map(toEventView), input.limit, (event) => {
    switch (input.sort) {
      case "date":
        return event.dateTime.toISOString();
      case "price":
        return event.price;
      case "name":
        return nameKey(event.name);
    }
  });
}

/** How many events the public list has, counted up to the contract's bound. */
export async function countEvents(foyer: Foyer, filters: EventFilters) {
  const found = await foyer.db.prisma.event.count({
    where: publicEvents(filters, foyer.clock.now()),
    take: MAX_EVENT_COUNT + 1,
  });
  return { count: Math.min(found, MAX_EVENT_COUNT), isExact: found <= MAX_EVENT_COUNT };
}

/** The categories of the public list with how many events each has, by name. */
export async function listCategories(foyer: Foyer) {
  const groups = await foyer.db.prisma.event.groupBy({
    by: ["category"],
    where: publicEvents({}, foyer.clock.now()),
    _count: { _all: true },
    orderBy: { category: "asc" },
  });
  return groups.map((group) => ({ category: group.category, count: group._count._all }));
}

function orderBy(sort: EventSort, order: SortOrder): Prisma.EventOrderByWithRelationInput[] {
  switch (sort) {
    case "date":
      return [{ dateTime: order }, { id: order }];
    case "price":
      return [{ price: order }, { id: order }];
    case "name":
      return [{ nameKey: order }, { id: order }];
  }
}

/** The rows that come after a position in the list's order. */
function beyond([value, id]: Position, sort: EventSort, order: SortOrder): Prisma.EventWhereInput {
  switch (sort) {
    case "date": {
      const dateTime = cursorDate(value);
      return { OR: [{ dateTime: past(dateTime, order) }, { dateTime, id: past(id, order) }] };
    }
    case "price":
      if (typeof value === "number")
        return { OR: [{ price: past(value, order) }, { price: value, id: past(id, order) }] };
      break;
    case "name":
      if (typeof value === "string")
        return { OR: [{ nameKey: past(value, order) }, { nameKey: value, id: past(id, order) }] };
      break;
  }
  throw invalidCursor();
}
