import type { Transaction } from "@foyer/db/database";
import type { AppContext } from "../context.js";
import { bookingMailTemplate, queueMails } from "../outbox/queue-mails.js";
import { waitlistMailTemplate } from "../outbox/waitlist-mail-template.js";
import { type FanOutRow, fanOutColumns, nextBookingMails } from "./fan-out-to-bookings.js";
import { nextWaitlistMails } from "./fan-out-to-waitlist.js";

/** How many mails are queued in one transaction. */
const BATCH = 200;

/**
 * Expands fan-outs into single outbox mails, in batches. The progress is written in the transaction that queues
 * the mails, so that after a crash, or with several processes, everyone gets exactly one.
 *
 * @returns how many mails were queued
 */
export async function fanOutMails(context: Pick<AppContext, "db" | "clock">): Promise<number> {
  const rows = await context.db.prisma.mailFanOut.findMany({
    orderBy: { createdAt: "asc" },
    select: { id: true },
  });
  const problems: unknown[] = [];
  let queued = 0;
  for (const { id } of rows) {
    try {
      for (let isDone = false; !isDone; ) {
        const step = await context.db.transaction((tx) => fanOutBatch(tx, context, id));
        queued += step.queued;
        isDone = step.isDone;
      }
    } catch (error) {
      // A fan-out that fails does not block the others.
      problems.push(error);
    }
  }
  if (problems.length > 0) throw problems[0];
  return queued;
}

async function fanOutBatch(
  tx: Transaction,
  context: Pick<AppContext, "clock">,
  id: string,
): Promise<{ readonly queued: number; readonly isDone: boolean }> {
  const row = await tx.mailFanOut.findUnique({ where: { id }, select: fanOutColumns });
  if (row === null) return { queued: 0, isDone: true };
  const { mails, isLast: isDone, cursor } = await nextMails(tx, context, row);
  await queueMails(tx, context, mails);
  if (isDone) await tx.mailFanOut.delete({ where: { id }, select: { id: true } });
  else await tx.mailFanOut.update({ where: { id }, data: cursor, select: { id: true } });
  return { queued: mails.length, isDone };
}

function nextMails(tx: Transaction, context: Pick<AppContext, "clock">, row: FanOutRow) {
  const toWaitlist = waitlistMailTemplate.safeParse(row.template);
  return toWaitlist.success
    ? nextWaitlistMails(tx, context, { ...row, template: toWaitlist.data }, BATCH)
    : nextBookingMails(tx, { ...row, template: bookingMailTemplate.parse(row.template) }, BATCH);
}
