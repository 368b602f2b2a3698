import type { EventId } from "@foyer/contract/ids";
import { eventId as eventIdSchema } from "@foyer/contract/ids";
import type { WaitlistEnd } from "@foyer/contract/waitlist";
import type { Transaction } from "@foyer/db/database";
import { date, oid, runCommand } from "@foyer/db/raw-commands";
import { rawModel } from "@foyer/db/raw-model";
import { z } from "zod";
import { StaleReadError } from "../capacity/change-capacity.js";
import type { AppContext } from "../context.js";
import { processEach } from "../machinery/process-each.js";
import { queueFanOut } from "../outbox/queue-mails.js";
import type { WaitlistMailTemplate } from "../outbox/waitlist-mail-template.js";
import { changeWaitingCount } from "./change-waiting-count.js";

/**
 * Closes the waiting lists of events that have begun, and mails those who waited.
 *
 * @returns how many lists were closed
 * @throws AggregateError if some failed; the others are done
 */
export async function closeWaitlists(
  context: Pick<AppContext, "db" | "clock" | "eventChanges">,
): Promise<number> {
  const events = await context.db.prisma.event.findMany({
    where: { waitingCount: { gt: 0 }, dateTime: { lte: context.clock.now() } },
    select: { id: true },
  });
  return processEach(events, "waiting lists", async ({ id }) => {
    await context.db.transaction((tx) => closeWaitlist(tx, context, eventIdSchema.parse(id), "event_began"));
    return 1;
  });
}

/** Closes the places whose quantity is above the event's capacity, and mails their holders. */
export async function closeLargerPlaces(
  tx: Transaction,
  context: Pick<AppContext, "clock" | "eventChanges">,
  eventId: EventId,
  most: number,
): Promise<void> {
  await closePlaces(tx, context, eventId, { because: "capacity_lowered", larger: most });
}

/** Closes an event's waiting list and mails those who wait. Offers stay. */
export async function closeWaitlist(
  tx: Transaction,
  context: Pick<AppContext, "clock" | "eventChanges">,
  eventId: EventId,
  because: "event_cancelled" | "event_began",
): Promise<void> {
  await closePlaces(tx, context, eventId, { because });
}

const MAIL_ABOUT = {
  event_cancelled: "waitlist_event_cancelled",
  event_began: "waitlist_event_began",
  capacity_lowered: "waitlist_capacity_lowered",
} as const satisfies Partial<Record<WaitlistEnd, WaitlistMailTemplate>>;

const waitingPlaces = rawModel("WaitlistEntry", { ticketTypeId: true });

const updated = z.object({ n: z.number(), writeErrors: z.undefined().optional() });

async function closePlaces(
  tx: Transaction,
  context: Pick<AppContext, "clock" | "eventChanges">,
  eventId: EventId,
  { because, larger }: { readonly because: keyof typeof MAIL_ABOUT; readonly larger?: number },
): Promise<void> {
  const at = context.clock.now();
  const filter = {
    eventId: oid(eventId),
    state: "waiting",
    ...(larger !== undefined && { ticketQuantity: { $gt: larger } }),
  };
  const places = await waitingPlaces.find(tx.waitlistEntry, filter);
  if (places.length === 0) return;
  // A raw command: Prisma's `updateMany` would read thousands of ids and send them back.
  const answer = await runCommand(tx, {
    update: "WaitlistEntry",
    updates: [
      {
        q: filter,
        u: { $set: { state: "closed", endedBecause: because, endedAt: date(at), updatedAt: date(at) } },
        multi: true,
      },
    ],
  });
  if (updated.parse(answer).n !== places.length) throw new StaleReadError();
  await changeWaitingCount(tx, context, eventId, places, -1);
  await queueFanOut(tx, context, {
    eventId,
    template: MAIL_ABOUT[because],
    // Identifies the places closed by this call.
    details: { endedAt: at.toISOString() },
  });
}
