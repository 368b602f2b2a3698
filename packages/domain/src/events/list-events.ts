import {
  type CategoryCount,
  type EventCount,
  type EventFilters,
  type ListEventsInput,
  MAX_EVENT_COUNT,
} from "@foyer/contract/event";
import type { EventSort, SortOrder } from "@foyer/contract/event-choices";
import type { Prisma } from "@foyer/db/models";
import { date } from "@foyer/db/raw-commands";
import { z } from "zod";
import type { AppContext } from "../context.js";
import { compareBytes } from "../machinery/compare-bytes.js";
import {
  cursorDate,
  cutPage,
  invalidCursor,
  listMark,
  type Page,
  type Position,
  readCursor,
} from "../machinery/pagination.js";
import { type EventAnswer, eventColumns, toEventView } from "./find-event.js";
import { nameKey } from "./name-key.js";
import { orderedIndex, publicFilter, SORT_FIELDS } from "./public-filter.js";

/**
 * The public list of events, page by page.
 *
 * @throws DomainError INVALID_INPUT (cursor)
 */
export async function listEvents(
  context: Pick<AppContext, "db" | "clock" | "categories">,
  input: ListEventsInput,
): Promise<Page<EventAnswer>> {
  const mark = listMark("event.list", input);
  const ids = await findPage(context, input, readCursor(input.cursor, mark));
  const rows = await context.db.prisma.event.findMany({ where: { id: { in: ids } }, select: eventColumns });
  const byId = new Map(rows.map((row) => [row.id, toEventView(row)]));
  const events = ids.flatMap((id) => byId.get(id) ?? []);
  const sortedBy = (event: EventAnswer) => {
    switch (input.sort) {
      case "date":
        return event.dateTime.toISOString();
      case "price":
        return priceKey(event);
      case "name":
        return nameKey(event.name);
    }
  };
  return cutPage(events, input.limit, { mark, sortedBy });
}

/** The number of events of the public list, up to the contract's limit. */
export async function countEvents(
  context: Pick<AppContext, "db" | "clock" | "categories">,
  filters: EventFilters,
): Promise<EventCount> {
  const { filter, isFew } = await publicFilter(context, filters);
  const answer = await context.db.prisma.event.aggregateRaw({
    pipeline: [{ $match: filter }, { $limit: MAX_EVENT_COUNT + 1 }, { $count: "count" }],
    options: { hint: isFew ? { _id: 1 } : orderedIndex(filters, "date") },
  });
  const [{ count } = { count: 0 }] = z.array(z.object({ count: z.number() })).parse(answer);
  return { count: Math.min(count, MAX_EVENT_COUNT), isExact: count <= MAX_EVENT_COUNT };
}

/** The categories of the public list with their number of events, by name. */
export async function listCategories(
  context: Pick<AppContext, "db" | "clock" | "categories">,
): Promise<CategoryCount[]> {
  const { filter } = await publicFilter(context, {});
  const groups = await context.db.prisma.event.aggregateRaw({
    pipeline: [{ $match: filter }, { $group: { _id: "$category", count: { $sum: 1 } } }],
    // A covering index: no event is read.
    options: { hint: { isActive: 1, category: 1, dateTime: 1 } },
  });
  return z
    .array(z.object({ _id: z.string(), count: z.number() }))
    .parse(groups)
    .map(({ _id, count }) => ({ category: _id, count }))
    .sort((one, other) => compareBytes(one.category, other.category));
}

const keys = z.array(
  z.object({
    _id: z.object({ $oid: z.string() }).transform(({ $oid }) => $oid),
    // Milliseconds, prices or folded names, depending on the order.
    key: z.union([z.number(), z.string()]),
    currency: z.string(),
  }),
);

type Key = z.output<typeof keys>[number];

/** The ids of a page's events in order, and one more. */
async function findPage(
  context: Pick<AppContext, "db" | "clock" | "categories">,
  input: ListEventsInput,
  after: Position | undefined,
): Promise<string[]> {
  const { sort, order, limit } = input;
  const beyond = after === undefined ? {} : beyondCursor(after, sort, order);
  const { filter, isFew } = await publicFilter(context, input);
  const direction = order === "asc" ? 1 : -1;
  const fields = [...SORT_FIELDS[sort], "_id"].map((field) => [field, direction]);
  const found = keys.parse(
    await context.db.prisma.event.aggregateRaw({
      pipeline: [
        { $match: { $and: [filter, beyond] } },
        // A small set of ids is not in order yet.
        ...(isFew ? [] : [{ $sort: Object.fromEntries(fields) }, { $limit: limit + 1 }]),
        { $project: { key: KEYS[sort], currency: 1 } },
      ],
      options: { hint: isFew ? { _id: 1 } : orderedIndex(input, sort) },
    }),
  );
  if (isFew)
    found.sort(
      (one, other) =>
        direction *
        ((sort === "price" && compareBytes(one.currency, other.currency)) ||
          compareKeys(one.key, other.key) ||
          compareBytes(one._id, other._id)),
    );
  return found.slice(0, limit + 1).map(({ _id }) => _id);
}

function compareKeys(one: Key["key"], other: Key["key"]): number {
  return typeof one === "number" && typeof other === "number"
    ? one - other
    : compareBytes(String(one), String(other));
}

/**
 * The sort key of each order. The currency comes before the price, so prices of different currencies are never
 * compared.
 */
const KEYS = {
  date: { $toDouble: "$dateTime" },
  price: "$price",
  name: "$nameKey",
} as const satisfies Record<EventSort, unknown>;

/** The sort key of the order by price. */
function priceKey({ currency, price }: Pick<EventAnswer, "currency" | "price">): string {
  return `${currency} ${price}`;
}

/**
 * The events after a cursor in the list's order. The first condition is implied by the others; it lets the index
 * be entered at the cursor, however deep the page is.
 */
function beyondCursor([value, id]: Position, sort: EventSort, order: SortOrder): Prisma.InputJsonObject {
  const bounds = cursorBounds(value, sort);
  const [past, from] = order === "asc" ? ["$gt", "$gte"] : ["$lt", "$lte"];
  const [entered] = bounds;
  const steps = [...bounds, ["_id", { $oid: id }] as const];
  return {
    ...(entered && { [entered[0]]: { [from]: entered[1] } }),
    $or: steps.map(([field, bound], index) => ({
      ...Object.fromEntries(steps.slice(0, index)),
      [field]: { [past]: bound },
    })),
  };
}

/** The fields of an order with their values at a cursor. */
function cursorBounds(
  value: string | number,
  sort: EventSort,
): readonly (readonly [field: string, bound: Prisma.InputJsonValue])[] {
  if (sort === "date") return [["dateTime", date(cursorDate(value))]];
  if (typeof value !== "string") throw invalidCursor();
  if (sort === "name") return [["nameKey", value]];
  const [, currency, price] = /^([A-Z]{3}) (\d{1,10})$/.exec(value) ?? [];
  if (currency === undefined) throw invalidCursor();
  return [
    ["currency", currency],
    ["price", Number(price)],
  ];
}
