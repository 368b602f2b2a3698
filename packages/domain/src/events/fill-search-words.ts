import { z } from "zod";
import type { Foyer } from "../foyer.js";
import { searchWordsOf } from "./search-words.js";

const EVENTS_AT_ONCE = 200;

const answered = z.array(
  z.object({
    _id: z.object({ $oid: z.string() }),
    name: z.string(),
    venue: z.string(),
    description: z.string(),
  }),
);

/**
 * Gives events that were written without them what the search finds them by. Done again, or by two processes at
 * once, it does no harm. Prisma cannot ask for lists that are missing, so this is said in MongoDB's words.
 *
 * @returns how many there were
 */
export async function fillSearchWords({ db }: Pick<Foyer, "db">): Promise<number> {
  const isMissing = { searchWords: { $exists: false } };
  let filled = 0;
  let after = {};
  for (;;) {
    const found = await db.prisma.event.findRaw({
      filter: { ...isMissing, ...after },
      options: {
        sort: { _id: 1 },
        limit: EVENTS_AT_ONCE,
        projection: { name: true, venue: true, description: true },
      },
    });
    const events = answered.parse(found);
    const last = events.at(-1);
    if (last === undefined) return filled;
    // Whoever changes an event at this moment writes its words too, and these must not replace them.
    const updates = events.map(({ _id, ...event }) => ({
      q: { _id, ...isMissing },
      u: { $set: { searchWords: searchWordsOf(event) } },
    }));
    await db.write((prisma) => prisma.$runCommandRaw({ update: "Event", updates }));
    filled += events.length;
    after = { _id: { $gt: last._id } };
  }
}
