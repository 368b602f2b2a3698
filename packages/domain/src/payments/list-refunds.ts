import { hasNoMailbox } from "@foyer/contract/email";
import type { EventId } from "@foyer/contract/ids";
import type { refundView } from "@foyer/contract/payment";
import type { Prisma } from "@foyer/db/models";
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
import { readCashDueBack } from "./cash-due-back.js";
import { paymentColumns } from "./payment-view.js";

type RefundAnswer = z.input<typeof refundView>;
type RefundRow = Omit<RefundAnswer, "cashDueBack"> & { readonly createdAt: Date };

/**
 * An event's due and completed refunds, newest first: what was left of payments whose bookings ended, by the date of the
 * payment, and refunds in part. For those who run it.
 *
 * @throws DomainError INVALID_INPUT (cursor)
 */
export async function listRefunds(
  context: Pick<AppContext, "db">,
  input: { readonly eventId: EventId; readonly cursor?: string | null | undefined; readonly limit: number },
): Promise<Page<RefundAnswer>> {
  const mark = listMark("event.refunds", input);
  const after = readCursor(input.cursor, mark);
  const where = { eventId: input.eventId, ...(after && olderThan(after)) };
  const [ended, parts] = await Promise.all([
    readEnded(context, where, input.limit + 1),
    readParts(context, where, input.limit + 1),
  ]);
  const rows = [...ended, ...parts]
    .map((row) => ({ row, id: row.refundId ?? row.id }))
    .sort((one, other) => compare(other.row.createdAt, one.row.createdAt) || compare(other.id, one.id));
  const { items, nextCursor } = cutPage(rows.slice(0, input.limit + 1), input.limit, {
    mark,
    sortedBy: ({ row }) => row.createdAt.toISOString(),
  });
  const inCash = items.filter(({ row }) => row.method === "cash" && row.state === "refund_due");
  const due = await readCashDueBack(context.db.prisma, [...new Set(inCash.map(({ row }) => row.bookingId))]);
  return {
    items: items.map(({ row }) => ({ ...row, cashDueBack: due.get(row.bookingId) ?? 0 })),
    nextCursor,
  };
}

function compare<Value extends Date | string>(one: Value, other: Value): number {
  if (one < other) return -1;
  return one > other ? 1 : 0;
}

const newestFirst = { orderBy: [{ createdAt: "desc" as const }, { id: "desc" as const }] };
const attendee = {
  select: { guest: true, user: { select: { id: true, name: true, email: true } } },
} as const;

/** Under the name and address that the booking was made with, which may differ from the account's. */
function attendeeOf({ guest, user }: Prisma.BookingGetPayload<typeof attendee>) {
  const email = hasNoMailbox(user.email) ? "" : (guest?.email ?? user.email);
  return { id: user.id, name: guest?.name ?? user.name, email };
}

/** What was left of payments when their bookings ended. */
async function readEnded(
  { db }: Pick<AppContext, "db">,
  where: { readonly eventId: EventId },
  take: number,
): Promise<RefundRow[]> {
  const rows = await db.prisma.payment.findMany({
    where: { ...where, state: { in: ["refund_due", "refunded"] } },
    ...newestFirst,
    take,
    select: {
      ...paymentColumns,
      bookingId: true,
      refundTries: true,
      lastProblem: true,
      checkAt: true,
      booking: attendee,
    },
  });
  return rows.map(({ booking, refundTries, lastProblem, checkAt, ...payment }) => ({
    ...payment,
    amount: payment.amount - payment.refundedAmount,
    refundId: null,
    reason: null,
    attendee: attendeeOf(booking),
    failures: refundTries,
    // Before the first attempt, `lastProblem` can only be that of a payment that failed before it succeeded.
    problem: payment.state === "refund_due" && refundTries > 0 ? lastProblem : null,
    nextTryAt: checkAt,
  }));
}

async function readParts(
  { db }: Pick<AppContext, "db">,
  where: { readonly eventId: EventId },
  take: number,
): Promise<RefundRow[]> {
  const rows = await db.prisma.refund.findMany({
    where,
    ...newestFirst,
    take,
    select: {
      id: true,
      amount: true,
      state: true,
      reason: true,
      tries: true,
      lastProblem: true,
      checkAt: true,
      refundedAt: true,
      createdAt: true,
      bookingId: true,
      payment: { select: paymentColumns },
      booking: attendee,
    },
  });
  return rows.map(({ id, payment, booking, tries, lastProblem, checkAt, state, ...refund }) => ({
    ...payment,
    ...refund,
    refundId: id,
    state: state === "due" ? ("refund_due" as const) : ("refunded" as const),
    attendee: attendeeOf(booking),
    failures: tries,
    problem: state === "due" ? lastProblem : null,
    nextTryAt: checkAt,
  }));
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
