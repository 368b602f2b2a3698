import type { Transaction } from "@foyer/db/database";
import type { Prisma } from "@foyer/db/models";
import { z } from "zod";
import { inState } from "../bookings/newest-first.js";
import { mailsToHolders } from "../outbox/holder-mails.js";
import type {
  BookingMailTemplate,
  HolderMailTemplate,
  MailDetails,
  QueuedMail,
} from "../outbox/queue-mails.js";
import { REMINDED_BEFORE_MS, reminderDetails } from "./reminder-details.js";

export const fanOutColumns = {
  eventId: true,
  template: true,
  details: true,
  lastBookingId: true,
  lastEntryId: true,
  createdAt: true,
} as const satisfies Prisma.MailFanOutSelect;

/** A fan-out with its progress. */
export type FanOutRow = Prisma.MailFanOutGetPayload<{ select: typeof fanOutColumns }>;

/** The next batch of mails, and the progress to store if there may be more. */
export interface FanOutStep {
  readonly mails: readonly QueuedMail[];
  /** Whether there are no more recipients. */
  readonly isLast: boolean;
  readonly cursor: Prisma.MailFanOutUpdateInput;
}

/** What holders of tickets that were passed on are mailed beside whoever booked. */
const TO_HOLDERS: Readonly<Partial<Record<BookingMailTemplate, HolderMailTemplate>>> = {
  event_changed: "holder_event_changed",
  reminder: "holder_reminder",
};

/**
 * The next batch of mails to people with bookings, and to whom tickets of these were passed on. The mails of one booking are in
 * one batch, which may thereby be larger by the number of tickets that a booking can have.
 */
export async function nextBookingMails(
  tx: Transaction,
  row: FanOutRow & { readonly template: BookingMailTemplate },
  batch: number,
): Promise<FanOutStep> {
  const bookings = await tx.booking.findMany({
    where: { AND: [recipientsOf(row), await afterProgress(tx, row)] },
    orderBy: [{ bookingDate: "asc" }, { id: "asc" }],
    take: batch,
    select: { id: true, userId: true, tickets: true },
  });
  const { template } = row;
  const toHolders = TO_HOLDERS[template];
  const noted = notedDetails(row);
  const mails: QueuedMail[] = [];
  let done = 0;
  for (const booking of bookings) {
    if (mails.length >= batch) break;
    mails.push({ template, userId: booking.userId, bookingId: booking.id, ...noted });
    if (toHolders !== undefined) mails.push(...mailsToHolders(toHolders, booking, noted.details));
    done++;
  }
  return {
    mails,
    isLast: done === bookings.length && bookings.length < batch,
    cursor: { lastBookingId: bookings[done - 1]?.id ?? row.lastBookingId },
  };
}

const notedFields = z.record(z.string(), z.union([z.string(), z.number()]));

/** The details that each of the mails gets. */
export function notedDetails({ details }: Pick<FanOutRow, "details">): { readonly details?: MailDetails } {
  return details === null ? {} : { details: notedFields.parse(details) };
}

/**
 * The recipients: everyone who had booked when the fan-out was queued; of a reminder, everyone with tickets
 * booked before its day.
 */
function recipientsOf({ eventId, template, details, createdAt }: FanOutRow): Prisma.BookingWhereInput {
  if (template !== "reminder")
    return { eventId, status: { notIn: ["cancelled"] }, createdAt: { lt: createdAt } };
  const start = Date.parse(reminderDetails.parse(details).dateTime);
  return { eventId, ...inState("confirmed"), createdAt: { lt: new Date(start - REMINDED_BEFORE_MS) } };
}

/** Only bookings after the stored progress, in index order, so that batches do not overlap. */
async function afterProgress(
  tx: Transaction,
  { lastBookingId }: FanOutRow,
): Promise<Prisma.BookingWhereInput> {
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
