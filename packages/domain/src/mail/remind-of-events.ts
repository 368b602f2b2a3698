import type { Prisma } from "@foyer/db/models";
import { eachByItself } from "../each-by-itself.js";
import type { Foyer } from "../foyer.js";
import { queueFanOut } from "./outbox.js";
import { REMINDED_BEFORE_MS } from "./reminder-details.js";

/**
 * Reminds people of the events that begin within a day: once for each start, so that an event that was moved is
 * reminded of again. Which start it was is written together with the reminder, so several processes may do this.
 *
 * @returns how many events were reminded of
 * @throws AggregateError when some could not be; the others are
 */
export async function remindOfEvents(foyer: Foyer): Promise<number> {
  const soon = await foyer.db.prisma.event.findMany({
    where: beginningSoon(foyer),
    orderBy: { dateTime: "asc" },
    select: { id: true, dateTime: true, remindedFor: true },
  });
  const due = soon.filter((event) => !isReminded(event));
  return eachByItself(due, "reminders", async ({ id }) => ((await remindOf(foyer, id)) ? 1 : 0));
}

async function remindOf(foyer: Foyer, id: string): Promise<boolean> {
  return foyer.db.transaction(async (tx) => {
    const event = await tx.event.findFirst({
      where: { id, ...beginningSoon(foyer) },
      select: { dateTime: true, remindedFor: true },
    });
    if (event === null || isReminded(event)) return false;
    const { dateTime } = event;
    await tx.event.update({ where: { id }, data: { remindedFor: dateTime }, select: { id: true } });
    await queueFanOut(tx, foyer, {
      eventId: id,
      template: "reminder",
      details: { dateTime: dateTime.toISOString() },
    });
    return true;
  });
}

function beginningSoon({ clock }: Foyer): Prisma.EventWhereInput {
  const now = clock.now();
  return {
    dateTime: { gt: now, lte: new Date(now.getTime() + REMINDED_BEFORE_MS) },
    // Cancelled ones have the field; the others lack it.
    OR: [{ cancelledAt: null }, { cancelledAt: { isSet: false } }],
    // Bookings of an event that is closed for sale stand. Naming both lets the index serve.
    AND: { OR: [{ isActive: true }, { isActive: false }] },
  };
}

function isReminded(event: { readonly dateTime: Date; readonly remindedFor: Date | null }): boolean {
  return event.remindedFor?.getTime() === event.dateTime.getTime();
}
