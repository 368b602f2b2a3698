import { bookingId, eventId, type UserId, userId } from "@foyer/contract/ids";
import { MINUTE_MS } from "@foyer/contract/time";
import { LISTED_STATES } from "@foyer/contract/waitlist";
import type { Transaction } from "@foyer/db/database";
import { oid, runCommand } from "@foyer/db/raw-commands";
import type { AppContext } from "../context.js";
import { announceEventChange } from "../events/event-changes.js";
import { processEach } from "../machinery/process-each.js";
import { cancelIn } from "./cancel-booking.js";
import { leaveIn } from "./leave-waitlist.js";
import { releaseAdditionsOf } from "./release-additions.js";

type DeletionContext = Pick<AppContext, "db" | "clock" | "holds" | "eventChanges" | "failpoint" | "webhooks">;

/** Holds, additions or places ended in one transaction, which bounds its duration. */
const AT_ONCE = 10;
/** Until this long after a deletion, calls that had begun before it may still make something. */
const CALLS_END_AFTER_MS = MINUTE_MS;

const REASON = "The account was deleted.";

/**
 * Does what is left of the deletions of accounts: at once, and again until a minute later, for what calls that had begun
 * before have made since. Every step may be done twice, and by several processes.
 *
 * @returns how many are done
 * @throws AggregateError if some failed; the others are done
 */
export async function finishDeletions(context: DeletionContext): Promise<number> {
  const { prisma } = context.db;
  const left = await prisma.accountDeletion.findMany();
  return processEach(left, "deleted accounts", async ({ id, endpointIds, createdAt }) => {
    await endAllOf(context, userId.parse(id));
    await deleteDeliveries(context, endpointIds);
    if (context.clock.now().getTime() - createdAt.getTime() < CALLS_END_AFTER_MS) return 0;
    const { count } = await context.db.write((client) =>
      client.accountDeletion.deleteMany({ where: { id } }),
    );
    return count;
  });
}

/** Ends what a deleted user still has: holds, also in addition to bookings, places on waiting lists and open sales, in batches. */
async function endAllOf(context: DeletionContext, id: UserId): Promise<void> {
  for (const endSome of [endHolds, endAdditions, endPlaces, closeSales]) {
    let ended: number;
    do {
      ended = await context.db.transaction((tx) => endSome(tx, context, id));
    } while (ended === AT_ONCE);
  }
}

/** Not in the transaction of the deletion, because there may be many. */
async function deleteDeliveries(
  { db }: Pick<AppContext, "db">,
  endpointIds: readonly string[],
): Promise<void> {
  if (endpointIds.length === 0) return;
  await runCommand(db.prisma, {
    delete: "WebhookDelivery",
    deletes: endpointIds.map((endpointId) => ({ q: { endpointId: oid(endpointId) }, limit: 0 })),
  });
}

type Step = (tx: Transaction, context: DeletionContext, id: UserId) => Promise<number>;

/** Offers from waiting lists are holds too. */
const endHolds: Step = async (tx, context, id) => {
  const holds = await tx.booking.findMany({
    where: { userId: id, status: "pending" },
    take: AT_ONCE,
    select: { id: true },
  });
  for (const hold of holds) {
    const onlyBooking = bookingId.parse(hold.id);
    // Also one that was made without signing in, which the account as it is now could not open.
    await cancelIn(tx, context, { id, role: "user", onlyBooking }, { id: onlyBooking, reason: REASON });
  }
  return holds.length;
};

const endAdditions: Step = (tx, context, id) => releaseAdditionsOf(tx, context, id, AT_ONCE);

const endPlaces: Step = async (tx, context, id) => {
  const places = await tx.waitlistEntry.findMany({
    where: { userId: id, state: { in: [...LISTED_STATES] } },
    take: AT_ONCE,
    select: { eventId: true },
  });
  for (const place of places) await leaveIn(tx, context, { id }, place.eventId);
  return places.length;
};

const closeSales: Step = async (tx, context, id) => {
  const now = context.clock.now();
  const events = await tx.event.findMany({
    where: { organizerId: id, isActive: true, dateTime: { gt: now } },
    take: AT_ONCE,
    select: { id: true },
  });
  for (const event of events) {
    await tx.event.update({
      where: { id: event.id },
      data: { isActive: false, updatedAt: now },
      select: { id: true },
    });
    announceEventChange(tx, context, eventId.parse(event.id), { kind: "details" });
  }
  return events.length;
};
