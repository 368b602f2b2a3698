import type { Transaction } from "@foyer/db/database";
import type { Prisma } from "@foyer/db/models";
import { z } from "zod";
import type { AppContext } from "../context.js";
import type { WaitlistMailTemplate } from "../outbox/waitlist-mail-template.js";
import { type FanOutRow, type FanOutStep, notedDetails } from "./fan-out-to-bookings.js";

type WaitlistFanOut = FanOutRow & { readonly template: WaitlistMailTemplate };

/** The next batch of mails to people on a waiting list, or on it until it was closed. */
export async function nextWaitlistMails(
  tx: Transaction,
  context: Pick<AppContext, "clock">,
  row: WaitlistFanOut,
  batch: number,
): Promise<FanOutStep> {
  const { template, lastEntryId } = row;
  // Ordered by id: a place that moves to the end of the list meanwhile is neither skipped nor mailed twice.
  const places = await tx.waitlistEntry.findMany({
    where: {
      eventId: row.eventId,
      ...(lastEntryId !== null && { id: { gt: lastEntryId } }),
      ...recipientsOf(row),
    },
    orderBy: { id: "asc" },
    take: batch,
    select: { id: true, userId: true },
  });
  if (template === "waitlist_sales_closed") {
    await tx.waitlistEntry.updateMany({
      where: { id: { in: places.map(({ id }) => id) } },
      data: { toldClosedAt: context.clock.now() },
    });
  }
  const details = notedDetails(row);
  return {
    mails: places.map(({ id, userId }) => ({ template, userId, waitlistEntryId: id, ...details })),
    isLast: places.length < batch,
    cursor: { lastEntryId: places.at(-1)?.id ?? lastEntryId },
  };
}

const closing = z.object({ endedAt: z.iso.datetime() });

function recipientsOf({ template, details, createdAt }: WaitlistFanOut): Prisma.WaitlistEntryWhereInput {
  switch (template) {
    case "waitlist_event_cancelled":
    case "waitlist_event_began":
    case "waitlist_capacity_lowered":
    case "waitlist_removed":
      return { state: "closed", endedAt: new Date(closing.parse(details).endedAt) };
    case "waitlist_event_changed":
      return { state: "waiting", createdAt: { lt: createdAt } };
    case "waitlist_sales_closed":
      return {
        state: "waiting",
        createdAt: { lt: createdAt },
        OR: [{ toldClosedAt: null }, { toldClosedAt: { isSet: false } }],
      };
  }
}
