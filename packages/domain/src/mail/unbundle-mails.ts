import type { Transaction } from "@foyer/db/database";
import { oid } from "@foyer/db/raw-commands";
import { rawModel } from "@foyer/db/raw-model";
import type { AppContext } from "../context.js";
import { bookingMailTemplate, queueMails } from "../outbox/queue-mails.js";

/** The maximum number of bundles per run, so that a shutdown is not delayed. */
const BATCH = 20;

const bookedBy = rawModel("Booking", { id: true, userId: true });

/**
 * Expands bundles into single outbox mails. A bundle is deleted in the transaction that queues its mails, so that
 * after a crash, or with several processes, everyone gets exactly one.
 *
 * @returns how many mails were queued
 */
export async function unbundleMails(
  context: Pick<AppContext, "db" | "clock" | "loadPolicy">,
): Promise<number> {
  const bundles = await context.db.prisma.mailBundle.findMany({
    orderBy: { createdAt: "asc" },
    take: BATCH,
    select: { id: true },
  });
  const problems: unknown[] = [];
  let queued = 0;
  for (const { id } of bundles) {
    // While the booking queue is saturated, mail is throttled: a few queued mails are enough.
    if (context.loadPolicy.isSaturated() && (await isAnyQueued(context))) break;
    try {
      queued += await context.db.transaction((tx) => unbundle(tx, context, id));
    } catch (error) {
      // A bundle that fails does not block the others.
      problems.push(error);
    }
  }
  if (problems.length > 0) throw problems[0];
  return queued;
}

async function isAnyQueued({ db }: Pick<AppContext, "db">): Promise<boolean> {
  const one = await db.prisma.outboxMail.findFirst({ where: { state: "queued" }, select: { id: true } });
  return one !== null;
}

async function unbundle(tx: Transaction, context: Pick<AppContext, "clock">, id: string): Promise<number> {
  const bundle = await tx.mailBundle.findUnique({
    where: { id },
    select: { template: true, bookingIds: true },
  });
  if (bundle === null) return 0;
  const found = await bookedBy.find(tx.booking, { _id: { $in: bundle.bookingIds.map(oid) } });
  const template = bookingMailTemplate.parse(bundle.template);
  const mails = found.map((one) => ({ template, userId: one.userId, bookingId: one.id }));
  await queueMails(tx, context, mails);
  await tx.mailBundle.delete({ where: { id }, select: { id: true } });
  return mails.length;
}
