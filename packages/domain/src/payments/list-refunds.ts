import type { EventId } from "@foyer/contract/ids";
import type { refundView } from "@foyer/contract/payment";
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
import { paymentColumns } from "./payment-view.js";

/**
 * An event's due and completed refunds, newest first. For those who run it.
 *
 * @throws DomainError INVALID_INPUT (cursor)
 */
export async function listRefunds(
  context: Pick<AppContext, "db">,
  input: { readonly eventId: EventId; readonly cursor?: string | null | undefined; readonly limit: number },
): Promise<Page<z.input<typeof refundView>>> {
  const mark = listMark("event.refunds", input);
  const after = readCursor(input.cursor, mark);
  const rows = await context.db.prisma.payment.findMany({
    where: {
      eventId: input.eventId,
      state: { in: ["refund_due", "refunded"] },
      ...(after && olderThan(after)),
    },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: input.limit + 1,
    select: {
      ...paymentColumns,
      bookingId: true,
      refundTries: true,
      lastProblem: true,
      checkAt: true,
      booking: { select: { user: { select: { id: true, name: true, email: true } } } },
    },
  });
  const { items, nextCursor } = cutPage(rows, input.limit, {
    mark,
    sortedBy: (row) => row.createdAt.toISOString(),
  });
  return {
    items: items.map(({ booking, refundTries, lastProblem, checkAt, ...payment }) => ({
      ...payment,
      attendee: booking.user,
      failures: refundTries,
      // Before the first attempt, `lastProblem` can only be that of a payment that failed before it succeeded.
      problem: payment.state === "refund_due" && refundTries > 0 ? lastProblem : null,
      nextTryAt: checkAt,
    })),
    nextCursor,
  };
}

function olderThan([value, id]: Position) {
  const createdAt = cursorDate(value);
  // The first condition is implied by the second; it lets the index be entered at the cursor, however deep the
  // page is.
  return {
    createdAt: { lte: createdAt },
    OR: [{ createdAt: { lt: createdAt } }, { createdAt, id: { lt: id } }],
  };
}
