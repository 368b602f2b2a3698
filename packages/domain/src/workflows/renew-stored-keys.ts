import type { Database } from "@foyer/db/database";
import type { Prisma } from "@foyer/db/models";
import { z } from "zod";
import { eventKeys } from "../events/event-keys.js";
import { olderFoldVersions } from "../search/fold-versions.js";
import { personKeys } from "../search/person-search.js";

const AT_ONCE = 200;

const row = z.object({ _id: z.object({ $oid: z.string() }) });
const eventRows = z.array(
  row.extend({ name: z.string(), venue: z.string(), category: z.string(), description: z.string() }),
);
const userRows = z.array(row.extend({ name: z.string(), email: z.string() }));

interface Renewal {
  readonly _id: { readonly $oid: string };
  readonly keys: Prisma.InputJsonObject;
}

/**
 * Computes the search and sort keys of events and users again, if they are missing or were made by another
 * version of the folding. It may be interrupted, and run in several processes: current documents are not
 * selected, and a document that is changed concurrently gets its keys from that change.
 *
 * @returns how many documents were updated
 */
export async function renewStoredKeys({ db }: { readonly db: Database }): Promise<number> {
  const { prisma } = db;
  const filter = { foldVersion: { $in: olderFoldVersions() } };
  const read = (projection: Record<string, true>) => ({ filter, options: { limit: AT_ONCE, projection } });
  const events = await renewAll(db, "Event", async () => {
    const columns = { name: true, venue: true, category: true, description: true } as const;
    const found = eventRows.parse(await prisma.event.findRaw(read(columns)));
    return found.map(({ _id, ...event }) => ({ _id, keys: eventKeys(event) }));
  });
  const users = await renewAll(db, "User", async () => {
    const found = userRows.parse(await prisma.user.findRaw(read({ name: true, email: true })));
    return found.map(({ _id, ...person }) => ({ _id, keys: personKeys(person) }));
  });
  return events + users;
}

async function renewAll(
  db: Database,
  collection: Prisma.ModelName,
  readSome: () => Promise<readonly Renewal[]>,
): Promise<number> {
  let renewed = 0;
  for (;;) {
    const some = await readSome();
    if (some.length === 0) return renewed;
    const updates = some.map(({ _id, keys }) => ({
      q: { _id, foldVersion: { $in: olderFoldVersions() } },
      u: { $set: keys },
    }));
    await db.write((prisma) => prisma.$runCommandRaw({ update: collection, updates, ordered: false }));
    renewed += some.length;
  }
}
