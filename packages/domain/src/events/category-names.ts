import { categoryKey } from "@foyer/contract/category";
import type { Database } from "@foyer/db/database";
import { kindOfFailure } from "@foyer/db/failure";
import { LRUCache } from "lru-cache";
import { z } from "zod";

/** The canonical spelling of each category: that of its first use. */
export interface CategoryNames {
  /** The canonical spelling of a category; a new category is stored as given. Not within a transaction. */
  provide(category: string): Promise<string>;
  /** The canonical spelling of a category to filter by; as given if it is unknown. Cached. */
  find(category: string): Promise<string>;
}

const MAX_CACHED = 2_000;
/** How long an unknown category is cached, in milliseconds: another process may add it at any time. */
const UNKNOWN_MS = 10_000;

const named = z.object({ value: z.object({ name: z.string() }) });

/** Retries after a concurrent insert of the same category, of which the unique id lets one succeed. */
const TRIES = 4;

export function createCategoryNames(db: Database): CategoryNames {
  // Cached without expiry, since a stored spelling never changes.
  const known = new LRUCache<string, string>({ max: MAX_CACHED });
  const unknown = new LRUCache<string, true>({ max: MAX_CACHED, ttl: UNKNOWN_MS });

  async function upsert(key: string, name: string): Promise<string> {
    for (let attempt = 1; ; attempt++) {
      try {
        const answer = await db.prisma.$runCommandRaw({
          findAndModify: "Category",
          query: { _id: key },
          update: { $setOnInsert: { name } },
          upsert: true,
          new: true,
        });
        return named.parse(answer).value.name;
      } catch (error) {
        const kind = kindOfFailure(error);
        if (attempt === TRIES || (kind !== "unique" && kind !== "conflict")) throw error;
      }
    }
  }

  return {
    async provide(category) {
      const key = categoryKey(category);
      const name = known.get(key) ?? (await upsert(key, category));
      known.set(key, name);
      unknown.delete(key);
      return name;
    },
    async find(category) {
      const key = categoryKey(category);
      const name = known.get(key);
      if (name !== undefined) return name;
      if (unknown.has(key)) return category;
      const row = await db.prisma.category.findUnique({ where: { id: key }, select: { name: true } });
      if (row === null) unknown.set(key, true);
      else known.set(key, row.name);
      return row?.name ?? category;
    },
  };
}
