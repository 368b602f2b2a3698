import type { MineEventsInput } from "@foyer/contract/event";
import type { Actor } from "../actor.js";
import type { Foyer } from "../foyer.js";
import {
  cursorDate,
  cutPage,
  type Direction,
  type Page,
  type Position,
  past,
  readCursor,
} from "../pagination.js";
import { matchingWords } from "./event-filters.js";
import { type EventAnswer, eventColumns, toEventView } from "./find-event.js";

/**
 * The events that somebody organizes: what is to come soonest first, everything else latest first.
 *
 * @throws DomainError INVALID_INPUT (cursor)
 */
export async function listMyEvents(
  foyer: Foyer,
  actor: Actor,
  input: MineEventsInput,
): Promise<Page<EventAnswer>> {
  const now = foyer.clock.now();
  const order = input.when === "upcoming" ? "asc" : "desc";
  const after = readCursor(input.cursor);
  const rows = await foyer.db.prisma.event.findMany({
    where: {
      organizerId: actor.id,
      ...(input.when === "upcoming" && { dateTime: { gte: now } }),
      ...(input.when === "past" && { dateTime: { lt: now } }),
      AND: [...matchingWords(input.search), ...(after ? [beyond(after, order)] : [])],
    },
    orderBy: [{ dateTime: order }, { id: order }],
    take: input.limit + 1,
    select: eventColumns,
  });
  return cutPage(rows.map(toEventView), input.limit, (event) => event.dateTime.toISOString());
}

function beyond([value, id]: Position, order: Direction) {
  const dateTime = cursorDate(value);
  return { OR: [{ dateTime: past(dateTime, order) }, { dateTime, id: past(id, order) }] };
}
