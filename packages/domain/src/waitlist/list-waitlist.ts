import { LISTED_STATES } from "@foyer/contract/waitlist";
import type { Actor } from "../actor.js";
import type { Foyer } from "../foyer.js";
import { entryColumns, toView, type WaitlistEntryAnswer } from "./waitlist-view.js";

/** More lists than anybody is on. */
const MOST = 100;

/** Where somebody waits and what they were offered, for events that are still to come; the last joined first. */
export async function listMyWaitlist(foyer: Foyer, actor: Actor): Promise<WaitlistEntryAnswer[]> {
  const { prisma } = foyer.db;
  const rows = await prisma.waitlistEntry.findMany({
    where: {
      userId: actor.id,
      state: { in: [...LISTED_STATES] },
    },
    orderBy: [{ joinedAt: "desc" }, { id: "desc" }],
    take: MOST,
    select: entryColumns,
  });
  // Looked at here: Prisma would join every event before it looks whose places these are.
  const now = foyer.clock.now();
  const upcoming = rows.filter(({ event }) => event.dateTime > now);
  return Promise.all(upcoming.map((row) => toView(prisma, row)));
}
