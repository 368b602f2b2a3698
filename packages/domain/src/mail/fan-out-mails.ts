import type { Transaction } from "@foyer/db/database";
import type { Prisma } from "@foyer/db/models";
import { z } from "zod";
import { inState } from "../bookings/newest-first.js";
import type { Foyer } from "../foyer.js";
import { bookingMailTemplate, queueMails } from "./outbox.js";
import { REMINDED_BEFORE_MS, reminderDetails } from "./reminder-details.js";

/** How many bookings get their mail in one transaction. */
const BATCH = 200;

const columns = {
  eventId: true,
  template: true,
  details: true,
  lastBookingId: true,
  createdAt: true,
} as const satisfies Prisma.MailFanOutSelect;

type FanOutRow = Prisma.MailFanOutGetPayload<{ select: typeof columns }>;

/**
 * Turns what is to be told to everybody who booked an event into single mails, which are then sent one by one.
 * How far it got is written together with the mails, so that a crash, or another process that does the same,
 * leaves nobody out and tells nobody twice.
 *
 * @returns how many mails were queued
 */
export async function fanOutMails(foyer: Foyer): Promise<number> {
  const rows = await foyer.db.prisma.mailFanOut.findMany({
    orderBy: { createdAt: "asc" },
    select: { id: true },
  });
  const problems: unknown[] = [];
  let queued = 0;
  for (const { id } of rows) {
    try {
      for (let isDone = false; !isDone; ) {
        const step = await foyer.db.transaction((tx) => fanOutBatch(tx, foyer, id));
        queued += step.queued;
        isDone = step.isDone;
      }
    } catch (error) {
      // One that cannot be done holds up no other.
      problems.push(error);
    }
  }
  if (problems.length > 0) throw problems[0];
  return queued;
}

async function fanOutBatch(
  tx: Transaction,
  foyer: Foyer,
  id: string,
): Promise<{ readonly queued: number; readonly isDone: boolean }> {
  const row = await tx.mailFanOut.findUnique({ where: { id }, select: columns });
  if (row === null) return { queued: 0, isDone: true };
  const template = bookingMailTemplate.parse(row.template);
  const bookings = await tx.booking.findMany({
    where: { AND: [whoIsTold(row), await notYetTold(tx, row)] },
    orderBy: [{ bookingDate: "asc" }, { id: "asc" }],
    take: BATCH,
    select: { id: true, userId: true },
  });
  const details = row.details === null ? {} : { details: noted.parse(row.details) };
  await queueMails(
    tx,
    foyer,
    bookings.map((booking) => ({ template, userId: booking.userId, bookingId: booking.id, ...details })),
  );
  const isDone = bookings.length < BATCH;
  const last = bookings.at(-1);
  if (isDone || last === undefined) await tx.mailFanOut.delete({ where: { id }, select: { id: true } });
  else await tx.mailFanOut.update({ where: { id }, data: { lastBookingId: last.id }, select: { id: true } });
  return { queued: bookings.length, isDone };
}

const noted = z.record(z.string(), z.union([z.string(), z.number()]));

/** Those who had booked when the news was made; of a reminder, those who have tickets and booked before its day. */
function whoIsTold({ eventId, template, details, createdAt }: FanOutRow): Prisma.BookingWhereInput {
  if (template !== "reminder")
    return { eventId, status: { notIn: ["cancelled"] }, createdAt: { lt: createdAt } };
  const start = Date.parse(reminderDetails.parse(details).dateTime);
  return { eventId, ...inState("confirmed"), createdAt: { lt: new Date(start - REMINDED_BEFORE_MS) } };
}

/** Those behind the last one who was, in the order of an index: each batch goes on where the one before ended. */
async function notYetTold(tx: Transaction, { lastBookingId }: FanOutRow): Promise<Prisma.BookingWhereInput> {
  if (lastBookingId === null) return {};
  const { bookingDate } = await tx.booking.findUniqueOrThrow({
    where: { id: lastBookingId },
    select: { bookingDate: true },
  });
  return {
    bookingDate: { gte: bookingDate },
    OR: [{ bookingDate: { gt: bookingDate } }, { bookingDate, id: { gt: lastBookingId } }],
  };
}
