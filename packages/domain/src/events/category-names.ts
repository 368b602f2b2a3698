import { categoryKey } from "@foyer/contract/category";
import type { Database } from "@foyer/db/database";
import { kindOfFailure } from "@foyer/db/failure";
import { LRUCache } from "lru-cache";
import { z } from "zod";

/** The one spelling of each category: whoever used it first chose it. */
export interface CategoryNames {
  /** The spelling of a category, which becomes the given one if it is new. Not within a transaction. */
  provide(category: string): Promise<string>;
  /** The spelling of a category to look for; the given one if nobody used it. Asks the database once in a while. */
  find(category: string): Promise<string>;
}

const REMEMBERED = 2_000;
/** A category that is not known yet may be used in another process at any time, in milliseconds. */
const UNKNOWN_MS = 10_000;

const named = z.object({ value: z.object({ name: z.string() }) });

/** Two processes may want to write a new one at once; the unique id lets one do so. */
const TRIES = 4;

export function createCategoryNames(db: Database): CategoryNames {
  // A spelling is never changed once it is there.
  const known = new LRUCache<string, string>({ max: REMEMBERED });
  const unknown = new LRUCache<string, true>({ max: REMEMBERED, ttl: UNKNOWN_MS });

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
