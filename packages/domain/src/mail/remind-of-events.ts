import type { Prisma } from "@foyer/db/models";
import type { AppContext } from "../context.js";
import { processEach } from "../machinery/process-each.js";
import { queueFanOut } from "../outbox/queue-mails.js";
import { REMINDED_BEFORE_MS } from "./reminder-details.js";

/**
 * Queues reminders of events that begin within a day, once for each start: an event that moves is reminded of
 * again. The start is written together with the fan-out, so that several processes may run this.
 *
 * @returns how many events were reminded of
 * @throws AggregateError if some failed; the others are done
 */
export async function remindOfEvents(context: Pick<AppContext, "db" | "clock">): Promise<number> {
  const soon = await context.db.prisma.event.findMany({
    where: beginningSoon(context),
    orderBy: { dateTime: "asc" },
    select: { id: true, dateTime: true, remindedFor: true },
  });
  const due = soon.filter((event) => !isReminded(event));
  return processEach(due, "reminders", async ({ id }) => ((await remindOf(context, id)) ? 1 : 0));
}

async function remindOf(context: Pick<AppContext, "db" | "clock">, id: string): Promise<boolean> {
  return context.db.transaction(async (tx) => {
    const event = await tx.event.findFirst({
      where: { id, ...beginningSoon(context) },
      select: { dateTime: true, remindedFor: true },
    });
    if (event === null || isReminded(event)) return false;
    const { dateTime } = event;
    await tx.event.update({ where: { id }, data: { remindedFor: dateTime }, select: { id: true } });
    await queueFanOut(tx, context, {
      eventId: id,
      template: "reminder",
      details: { dateTime: dateTime.toISOString() },
    });
    return true;
  });
}

function beginningSoon({ clock }: Pick<AppContext, "clock">): Prisma.EventWhereInput {
  const now = clock.now();
  return {
    dateTime: { gt: now, lte: new Date(now.getTime() + REMINDED_BEFORE_MS) },
    // The field is missing unless the event was cancelled.
    OR: [{ cancelledAt: null }, { cancelledAt: { isSet: false } }],
    // Inactive events have bookings too. Naming both values lets the index be used.
    AND: { OR: [{ isActive: true }, { isActive: false }] },
  };
}

function isReminded(event: { readonly dateTime: Date; readonly remindedFor: Date | null }): boolean {
  return event.remindedFor?.getTime() === event.dateTime.getTime();
}
