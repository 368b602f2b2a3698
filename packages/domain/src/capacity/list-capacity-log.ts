import type { capacityLogView } from "@foyer/contract/event";
import type { EventId } from "@foyer/contract/ids";
import type { Transaction } from "@foyer/db/database";
import type { z } from "zod";
import type { AppContext } from "../context.js";
import {
  cursorDate,
  cutPage,
  listMark,
  type Page,
  type Position,
  readCursor,
} from "../machinery/pagination.js";
import type { TypeQuantity } from "../ticket-types/ticket-type.js";

/** A row of the log as input of the contract's `capacityLogView`. */
export type CapacityLogAnswer = z.input<typeof capacityLogView>;

/**
 * An event's capacity log, newest first. For those who run it.
 *
 * @throws DomainError INVALID_INPUT (cursor)
 */
export async function listCapacityLog(
  context: Pick<AppContext, "db">,
  input: { readonly eventId: EventId; readonly cursor?: string | null | undefined; readonly limit: number },
): Promise<Page<CapacityLogAnswer>> {
  const mark = listMark("event.capacityLog", input);
  const after = readCursor(input.cursor, mark);
  const { prisma } = context.db;
  const rows = await prisma.eventCapacityLog.findMany({
    where: { eventId: input.eventId, ...(after && olderThan(after)) },
    orderBy: [{ timestamp: "desc" }, { id: "desc" }],
    take: input.limit + 1,
    select: {
      id: true,
      eventId: true,
      operation: true,
      quantity: true,
      timestamp: true,
      bookingId: true,
      items: true,
      booking: { select: { guest: true, user: { select: { name: true } } } },
    },
  });
  const hasKinds = rows.some((row) => row.items.length > 0);
  const names = hasKinds ? await readTypeNames(prisma, input.eventId) : new Map<string, string>();
  const { items, nextCursor } = cutPage(rows, input.limit, {
    mark,
    sortedBy: (row) => row.timestamp.toISOString(),
  });
  return {
    items: items.map(({ booking, items: ofKinds, ...row }) => ({
      ...row,
      // Under the name that the booking was made with.
      attendeeName: booking?.guest?.name ?? booking?.user.name ?? null,
      items: withNames(ofKinds, names),
    })),
    nextCursor,
  };
}

/** The names of an event's kinds by their ids; a row keeps the ids alone, since names change. */
export async function readTypeNames(
  { event }: Pick<Transaction, "event">,
  eventId: string,
): Promise<ReadonlyMap<string, string>> {
  const found = await event.findUnique({ where: { id: eventId }, select: { ticketTypes: true } });
  return new Map(found?.ticketTypes.map(({ id, name }) => [id, name]));
}

/** Quantities by kind with the names of the kinds. Kinds that were logged are never removed. */
export function withNames(
  items: readonly TypeQuantity[],
  names: ReadonlyMap<string, string>,
): (TypeQuantity & { readonly name: string })[] {
  return items.map((item) => ({ ...item, name: names.get(item.ticketTypeId) ?? "" }));
}

function olderThan([value, id]: Position) {
  const timestamp = cursorDate(value);
  // The first condition is implied by the second; it lets the index be entered at the cursor, however deep the
  // page is.
  return {
    timestamp: { lte: timestamp },
    OR: [{ timestamp: { lt: timestamp } }, { timestamp, id: { lt: id } }],
  };
}
