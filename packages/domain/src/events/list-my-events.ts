import type { MineEventsInput } from "@foyer/contract/event";
import type { Prisma } from "@foyer/db/models";
import type { Actor } from "../actor.js";
import type { AppContext } from "../context.js";
import {
  cursorDate,
  cutPage,
  type Direction,
  listBegan,
  listMark,
  type Position,
  past,
  readCursor,
} from "../machinery/pagination.js";
import { type ChangesPage, syncedUntil } from "../machinery/synchronization.js";
import { readSearch } from "./event-search.js";
import { type EventAnswer, eventColumns, toEventView } from "./find-event.js";

/**
 * An organizer's events, or those changed since a moment: upcoming ones soonest first, all others latest first.
 *
 * @throws DomainError INVALID_INPUT (cursor)
 */
export async function listMyEvents(
  context: Pick<AppContext, "db" | "clock">,
  actor: Actor,
  input: MineEventsInput,
): Promise<ChangesPage<EventAnswer>> {
  const now = context.clock.now();
  const order = input.when === "upcoming" ? "asc" : "desc";
  const mark = listMark("event.mine", { ...input, userId: actor.id });
  const after = readCursor(input.cursor, mark);
  const began = listBegan(input.cursor, now);
  const rows = await context.db.prisma.event.findMany({
    where: {
      organizerId: actor.id,
      // By no index: one organizer's events are few, and each of their bookings would have to write it.
      ...(input.updatedAfter !== undefined && { updatedAt: { gt: input.updatedAfter } }),
      AND: [
        ...(input.when === "all" ? [] : [input.when === "past" ? isOver(now) : isNotOver(now)]),
        ...matching(input.search),
        ...(after ? [beyond(after, order)] : []),
      ],
      ...(actor.onlyEvents && { id: { in: [...actor.onlyEvents] } }),
    },
    orderBy: [{ dateTime: order }, { id: order }],
    take: input.limit + 1,
    select: eventColumns,
  });
  const page = cutPage(rows.map(toEventView), input.limit, {
    mark,
    sortedBy: (event) => event.dateTime.toISOString(),
    began,
  });
  return { ...page, syncedUntil: syncedUntil(began) };
}

function isNotOver(now: Date): Prisma.EventWhereInput {
  return { OR: [{ dateTime: { gt: now } }, { endsAt: { gt: now } }] };
}

function isOver(now: Date): Prisma.EventWhereInput {
  // Events from before they had ends lack the field, which is not the same as null here.
  const ended = [{ endsAt: null }, { endsAt: { isSet: false } }, { endsAt: { lte: now } }];
  return { dateTime: { lte: now }, OR: ended };
}

/** The same search as on the public list, without its index: there are only one organizer's events. */
function matching(search: string | undefined): Prisma.EventWhereInput[] {
  const { terms, literals } = readSearch(search);
  return [
    ...terms.map((alternatives) => ({
      OR: alternatives.map((words) => ({ searchWords: { hasEvery: [...words] } })),
    })),
    ...literals.map((pattern) => {
      // On MongoDB, Prisma puts the value into a regular expression without escaping it.
      const found = { contains: pattern, mode: "insensitive" } as const;
      return { OR: [{ name: found }, { description: found }, { venue: found }, { category: found }] };
    }),
  ];
}

function beyond([value, id]: Position, order: Direction) {
  const dateTime = cursorDate(value);
  // The first condition is implied by the second; it lets the index be entered at the cursor, however deep the
  // page is.
  return {
    dateTime: order === "asc" ? { gte: dateTime } : { lte: dateTime },
    OR: [{ dateTime: past(dateTime, order) }, { dateTime, id: past(id, order) }],
  };
}
