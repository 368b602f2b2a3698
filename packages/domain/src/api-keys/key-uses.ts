import type { ApiKeyId } from "@foyer/contract/ids";
import type { Database } from "@foyer/db/database";
import { date, oid, runCommand } from "@foyer/db/raw-commands";
import { type BatchItems, createMicroBatch, type MicroBatch } from "../machinery/micro-batch.js";
import { isDueForExtension } from "../sessions/credentials.js";

/** Writes when keys were last used, those of one moment together. */
export type KeyUses = MicroBatch<Date, void>;

/** The uses of keys in this process. */
export function createKeyUses(db: Database): KeyUses {
  return createMicroBatch(
    (uses: BatchItems<Date>) => writeUses(db, uses),
    () => {},
  );
}

/**
 * Notes that a key was used: at most once a minute, like the use of sessions.
 *
 * @param lastUsedAt as it was read with the key
 */
export async function noteKeyUse(
  { apiKeyUses }: { readonly apiKeyUses: KeyUses },
  { key, lastUsedAt }: { readonly key: ApiKeyId; readonly lastUsedAt: Date | null },
  now: Date,
): Promise<void> {
  if (lastUsedAt === null || isDueForExtension(lastUsedAt, now)) await apiKeyUses.request(key, now);
}

async function writeUses(db: Database, uses: BatchItems<Date>): Promise<void> {
  const now = new Date(Math.max(...Array.from(uses.values(), ({ item }) => item.getTime())));
  await db.write((prisma) =>
    runCommand(prisma, {
      update: "ApiKey",
      updates: [
        {
          // A use noted meanwhile by another process is never moved back.
          q: {
            _id: { $in: Array.from(uses.keys(), oid) },
            $or: [{ lastUsedAt: null }, { lastUsedAt: { $lt: date(now) } }],
          },
          u: { $set: { lastUsedAt: date(now) } },
          multi: true,
        },
      ],
    }),
  );
}
