import { dayKey } from "@foyer/contract/zone";
import { canonicalZone } from "@foyer/contract/zone-names";
import { z } from "zod";
import type { AppContext } from "../context.js";

const EVENTS_AT_ONCE = 200;

const answered = z.array(
  z.object({
    _id: z.object({ $oid: z.string() }),
    dateTime: z.object({ $date: z.coerce.date<string>() }),
    timeZone: z.string(),
  }),
);

/**
 * Adds the local day and the canonical zone name to events stored without them. A zone that this engine does not
 * know keeps its name, and its days are UTC's. Idempotent, also in several processes at once.
 *
 * @returns how many events were updated
 */
export async function fillLocalDays({ db }: Pick<AppContext, "db">): Promise<number> {
  // Null also matches missing fields.
  const isMissing = { localDay: null };
  let filled = 0;
  let after = {};
  for (;;) {
    const found = await db.prisma.event.findRaw({
      filter: { ...isMissing, ...after },
      options: {
        sort: { _id: 1 },
        limit: EVENTS_AT_ONCE,
        projection: { dateTime: true, timeZone: true },
      },
    });
    const events = answered.parse(found);
    const last = events.at(-1);
    if (last === undefined) return filled;
    // A concurrent change of the event's date writes its own local day, which must not be overwritten.
    const updates = events.map(({ _id, dateTime, timeZone }) => ({
      q: { _id, ...isMissing },
      u: {
        $set: {
          localDay: dayKey(dateTime.$date, timeZone),
          timeZone: canonicalZone(timeZone) ?? timeZone,
        },
      },
    }));
    await db.write((prisma) => prisma.$runCommandRaw({ update: "Event", updates }));
    filled += events.length;
    after = { _id: { $gt: last._id } };
  }
}
