import type { EventId } from "@foyer/contract/ids";
import { eventId as eventIdSchema } from "@foyer/contract/ids";
import type { WaitlistEnd } from "@foyer/contract/waitlist";
import type { Transaction } from "@foyer/db/database";
import { date, oid, runCommand } from "@foyer/db/raw-read";
import { z } from "zod";
import { eachByItself } from "../each-by-itself.js";
import { announceEventChange } from "../events/event-changes.js";
import type { Foyer } from "../foyer.js";
import { queueFanOut } from "../mail/outbox.js";
import type { WaitlistMailTemplate } from "../mail/waitlist-mail-template.js";

/**
 * Closes the waiting lists of events that have begun: nobody gets anything there any more, and whoever waited is
 * mailed so.
 *
 * @returns how many lists were closed
 * @throws AggregateError when some could not be; the others are
 */
export async function closeWaitlists(foyer: Foyer): Promise<number> {
  const events = await foyer.db.prisma.event.findMany({
    where: { waitingCount: { gt: 0 }, dateTime: { lte: foyer.clock.now() } },
    select: { id: true },
  });
  return eachByItself(events, "waiting lists", async ({ id }) => {
    await foyer.db.transaction((tx) => closeWaitlist(tx, foyer, eventIdSchema.parse(id), "event_began"));
    return 1;
  });
}

/** Closes the places that wait for more tickets than so many, which the event has in all. Their holders are mailed. */
export async function closeLargerPlaces(
  tx: Transaction,
  foyer: Foyer,
  eventId: EventId,
  most: number,
): Promise<void> {
  await closePlaces(tx, foyer, eventId, { because: "capacity_lowered", larger: most });
}

/**
 * Closes an event's waiting list: everybody who waits is mailed why. Offers that were made stand.
 */
export async function closeWaitlist(
  tx: Transaction,
  foyer: Foyer,
  eventId: EventId,
  because: "event_cancelled" | "event_began",
): Promise<void> {
  await closePlaces(tx, foyer, eventId, { because });
}

const MAIL_ABOUT = {
  event_cancelled: "waitlist_event_cancelled",
  event_began: "waitlist_event_began",
  capacity_lowered: "waitlist_capacity_lowered",
} as const satisfies Partial<Record<WaitlistEnd, WaitlistMailTemplate>>;

const updated = z.object({ n: z.number(), writeErrors: z.undefined().optional() });

async function closePlaces(
  tx: Transaction,
  foyer: Foyer,
  eventId: EventId,
  { because, larger }: { readonly because: keyof typeof MAIL_ABOUT; readonly larger?: number },
): Promise<void> {
  const at = foyer.clock.now();
  // Sent as it is: Prisma's own `updateMany` reads thousands of ids and sends them back.
  const answer = await runCommand(tx, {
    update: "WaitlistEntry",
    updates: [
      {
        q: {
          eventId: oid(eventId),
          state: "waiting",
          ...(larger !== undefined && { ticketQuantity: { $gt: larger } }),
        },
        u: { $set: { state: "closed", endedBecause: because, endedAt: date(at), updatedAt: date(at) } },
        multi: true,
      },
    ],
  });
  const { n: count } = updated.parse(answer);
  if (count === 0) return;
  await tx.event.update({
    where: { id: eventId },
    data: { waitingCount: { decrement: count } },
    select: { id: true },
  });
  announceEventChange(tx, foyer, eventId, { kind: "tickets" });
  await queueFanOut(tx, foyer, {
    eventId,
    template: MAIL_ABOUT[because],
    // The places that are meant are those that ended at this moment.
    details: { endedAt: at.toISOString() },
  });
}
