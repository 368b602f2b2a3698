import type { capacityLogView } from "@foyer/contract/event";
import type { EventId } from "@foyer/contract/ids";
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
  const rows = await context.db.prisma.eventCapacityLog.findMany({
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
      booking: { select: { user: { select: { name: true } } } },
    },
  });
  const { items, nextCursor } = cutPage(rows, input.limit, {
    mark,
    sortedBy: (row) => row.timestamp.toISOString(),
  });
  return {
    items: items.map(({ booking, ...row }) => ({ ...row, attendeeName: booking?.user.name ?? null })),
    nextCursor,
  };
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
