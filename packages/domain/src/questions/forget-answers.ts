import { DAY_MS } from "@foyer/contract/time";
import type { Transaction } from "@foyer/db/database";
import type { Prisma } from "@foyer/db/models";
import { date } from "@foyer/db/raw-commands";
import { rawModel } from "@foyer/db/raw-model";
import type { AppContext } from "../context.js";
import { processEach } from "../machinery/process-each.js";

/** How long answers are kept of a booking that is never confirmed. */
export const DRAFTS_KEPT_MS = 30 * DAY_MS;

const periodColumns = {
  dateTime: true,
  endsAt: true,
  answersKeptDays: true,
} as const satisfies Prisma.EventSelect;

/** Events and drafts that are dealt with in one run. */
const AT_ONCE = 200;

/**
 * Deletes answers that have been kept long enough: of events whose own period after their end is over, and of bookings that
 * were not confirmed (domain rules, Questions). Done twice, or by two processes, it is the same.
 *
 * @returns of how many bookings
 * @throws AggregateError if some events failed; the others are done
 */
export async function forgetAnswers(context: Pick<AppContext, "db" | "clock">): Promise<number> {
  return (await forgetDrafts(context)) + (await forgetOldEvents(context));
}

// For raw queries: Prisma's own cannot use sparse indexes.
const dueDrafts = rawModel("BookingAnswers", { id: true });

async function forgetDrafts({ db, clock }: Pick<AppContext, "db" | "clock">): Promise<number> {
  const isDue = { draftUntil: { $lte: date(clock.now()) } };
  const due = await dueDrafts.find(db.prisma.bookingAnswers, isDue, { limit: AT_ONCE });
  return processEach(due, "drafts of answers", ({ id }) =>
    db.transaction(async (tx) => {
      const booking = await tx.booking.findUnique({ where: { id }, select: { status: true } });
      if (booking?.status === "confirmed") {
        await tx.bookingAnswers.updateMany({ where: { id }, data: { draftUntil: { unset: true } } });
        return 0;
      }
      const { count } = await tx.bookingAnswers.deleteMany({ where: { id } });
      return count;
    }),
  );
}

/** Answers of confirmed bookings that end are kept as those of others are, also if they were given before the confirmation. */
export async function keepAnswers(
  tx: Pick<Transaction, "bookingAnswers">,
  bookingIds: readonly string[],
): Promise<void> {
  if (bookingIds.length === 0) return;
  await tx.bookingAnswers.updateMany({
    where: { id: { in: [...bookingIds] } },
    data: { draftUntil: { unset: true } },
  });
}

const eventsWithPeriod = rawModel("Event", { id: true, ...periodColumns });

async function forgetOldEvents({ db, clock }: Pick<AppContext, "db" | "clock">): Promise<number> {
  const now = clock.now();
  // Null matches events that have no such field.
  const mayBeOver = { answersKeptDays: { $gt: 0 }, answersDeletedAt: null, dateTime: { $lt: date(now) } };
  const over = await eventsWithPeriod.find(db.prisma.event, mayBeOver);
  const due = over.filter((event) => isOver(event, now)).slice(0, AT_ONCE);
  return processEach(due, "events with old answers", async ({ id }) => {
    let deleted = 0;
    for (;;) {
      const count = await db.transaction((tx) => forgetSome(tx, id, now));
      deleted += count;
      if (count < AT_ONCE) return deleted;
    }
  });
}

async function forgetSome(tx: Transaction, eventId: string, now: Date): Promise<number> {
  // Again, since the organizer may just have made the period longer.
  const event = await tx.event.findUniqueOrThrow({ where: { id: eventId }, select: periodColumns });
  if (!isOver(event, now)) return 0;
  const some = await tx.bookingAnswers.findMany({ where: { eventId }, take: AT_ONCE, select: { id: true } });
  const { count } = await tx.bookingAnswers.deleteMany({ where: { id: { in: some.map(({ id }) => id) } } });
  if (count < AT_ONCE) {
    await tx.event.update({ where: { id: eventId }, data: { answersDeletedAt: now }, select: { id: true } });
  }
  return count;
}

/** Notes that events whose answers were deleted have some again, in the transaction that stores them. */
export async function keepAnswersAgain(tx: Transaction, eventIds: readonly string[]): Promise<void> {
  if (eventIds.length === 0) return;
  await tx.event.updateMany({
    where: { id: { in: [...eventIds] }, answersDeletedAt: { not: null } },
    data: { answersDeletedAt: { unset: true } },
  });
}

/** Whether the period for which an event's answers are kept is over. */
function isOver(
  { dateTime, endsAt, answersKeptDays }: Prisma.EventGetPayload<{ select: typeof periodColumns }>,
  now: Date,
): boolean {
  if (answersKeptDays === null) return false;
  return (endsAt ?? dateTime).getTime() + answersKeptDays * DAY_MS <= now.getTime();
}
