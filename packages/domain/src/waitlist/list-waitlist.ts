import { LISTED_STATES, OUTCOME_SHOWN_MS } from "@foyer/contract/waitlist";
import type { Actor } from "../actor.js";
import type { AppContext } from "../context.js";
import { type EntryRow, entryColumns, toView, type WaitlistEntryAnswer } from "./waitlist-view.js";

/** A limit above the number of lists that any user is on. */
const MOST = 100;

/**
 * A user's places and offers, most recently joined first; then recently ended places, most recently ended first.
 * At most one per event: earlier ones, and those that the user left, are omitted.
 */
export async function listMyWaitlist(
  context: Pick<AppContext, "db" | "clock">,
  actor: Actor,
): Promise<WaitlistEntryAnswer[]> {
  const { prisma } = context.db;
  const now = context.clock.now();
  const own = { userId: actor.id, ...(actor.onlyEvents && { eventId: { in: [...actor.onlyEvents] } }) };
  const [listed, ended] = await Promise.all([
    prisma.waitlistEntry.findMany({
      where: { ...own, state: { in: [...LISTED_STATES] } },
      orderBy: [{ joinedAt: "desc" }, { id: "desc" }],
      take: MOST,
      select: entryColumns,
    }),
    prisma.waitlistEntry.findMany({
      where: { ...own, endedAt: { gte: new Date(now.getTime() - OUTCOME_SHOWN_MS) } },
      orderBy: [{ endedAt: "desc" }, { id: "desc" }],
      take: MOST,
      select: entryColumns,
    }),
  ]);
  const places = onePerEvent([...listed.map((row) => asOf(row, now)), ...ended]);
  return Promise.all(
    places.filter(({ endedBecause }) => endedBecause !== "left").map((row) => toView(prisma, row)),
  );
}

/**
 * A place of an event that was cancelled or has begun is shown as closed, even if the background job has not
 * closed it yet.
 */
function asOf(row: EntryRow, now: Date): EntryRow {
  const { cancelledAt, dateTime } = row.event;
  if (cancelledAt !== null) {
    return { ...row, state: "closed", endedBecause: "event_cancelled", endedAt: cancelledAt };
  }
  if (dateTime > now) return row;
  if (row.state === "offered") return { ...row, state: "expired", endedAt: dateTime };
  return { ...row, state: "closed", endedBecause: "event_began", endedAt: dateTime };
}

function onePerEvent(rows: readonly EntryRow[]): EntryRow[] {
  const first = new Map<string, EntryRow>();
  for (const row of rows) if (!first.has(row.eventId)) first.set(row.eventId, row);
  return [...first.values()];
}
