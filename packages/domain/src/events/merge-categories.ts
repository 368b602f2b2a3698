import { categoryKey } from "@foyer/contract/category";
import type { Database } from "@foyer/db/database";
import { z } from "zod";
import { createCategoryNames } from "./category-names.js";

const values = z.object({ values: z.array(z.string()) });
const changed = z.object({ nModified: z.coerce.number() });

/**
 * Gives events whose categories differ in case, width, spacing or invisible characters alone one spelling: the one that
 * is known, or else the one that most events have. Done again, or by several processes at once, it changes nothing more.
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

/** Asked for open and closed events apart: the index by category then has one step for each. */
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
      // Naming both lets the index serve.
      const where = { category, OR: [{ isActive: true }, { isActive: false }] };
      return { category, count: await prisma.event.count({ where }) };
    }),
  );
  return used.sort((one, other) => other.count - one.count).map(({ category }) => category);
}

async function rename(db: Database, from: string, to: string): Promise<number> {
  const q = { isActive: { $in: [true, false] }, category: from };
  const answer = await db.write((prisma) =>
    prisma.$runCommandRaw({ update: "Event", updates: [{ q, u: { $set: { category: to } }, multi: true }] }),
  );
  return changed.parse(answer).nModified;
}
