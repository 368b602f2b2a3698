import { categoryKey } from "@foyer/contract/category";
import type { Database } from "@foyer/db/database";
import { z } from "zod";
import { createCategoryNames } from "./category-names.js";

const values = z.object({ values: z.array(z.string()) });
const changed = z.object({ nModified: z.coerce.number() });

/**
 * Unifies the spelling of categories that differ only in case, width, spacing or invisible characters: the stored
 * spelling, or else the most common one. Idempotent, also in several processes at once.
 *
 * @returns how many events were changed
 */
export async function mergeCategories({ db }: { readonly db: Database }): Promise<number> {
  const spellings = await storedSpellings(db);
  const names = createCategoryNames(db);
  let count = 0;
  for (const group of groupsOf(spellings)) {
    const [first = ""] = group.length === 1 ? group : await byUse(db, group);
    const name = await names.provide(first);
    for (const other of group.filter((spelling) => spelling !== name)) {
      count += await rename(db, other, name);
    }
  }
  return count;
}

/**
 * Queried for active and inactive events separately, so that the index by category is used with one step per
 * category.
 */
async function storedSpellings({ prisma }: Database): Promise<string[]> {
  const answers = await Promise.all(
    [true, false].map((isActive) =>
      prisma.$runCommandRaw({ distinct: "Event", key: "category", query: { isActive } }),
    ),
  );
  return [...new Set(answers.flatMap((answer) => values.parse(answer).values))].sort();
}

function groupsOf(spellings: readonly string[]): string[][] {
  const groups = new Map<string, string[]>();
  for (const spelling of spellings) {
    const key = categoryKey(spelling);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [spelling]);
    else group.push(spelling);
  }
  return [...groups.values()];
}

async function byUse({ prisma }: Database, group: readonly string[]): Promise<string[]> {
  const used = await Promise.all(
    group.map(async (category) => {
      // Naming both values lets the index be used.
      const where = { category, OR: [{ isActive: true }, { isActive: false }] };
      return { category, count: await prisma.event.count({ where }) };
    }),
  );
  return used.sort((one, other) => other.count - one.count).map(({ category }) => category);
}

async function rename(db: Database, from: string, to: string): Promise<number> {
  const q = { isActive: { $in: [true, false] }, category: from };
  const answer = await db.write((prisma) =>
    prisma.$runCommandRaw({
      update: "Event",
      updates: [{ q, u: { $set: { category: to }, $currentDate: { updatedAt: true } }, multi: true }],
    }),
  );
  return changed.parse(answer).nModified;
}
