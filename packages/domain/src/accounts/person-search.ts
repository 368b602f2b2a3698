import { readableEmail } from "@foyer/contract/email";
import { FOLD_VERSION, foldText, spellOutUmlauts } from "@foyer/contract/fold-text";
import type { Prisma } from "@foyer/db/models";
import { z } from "zod";
import type { AppContext } from "../context.js";
import { olderFoldVersions } from "../search/fold-versions.js";
import { chunksOf, isUnspaced } from "../search/words.js";

/** What people are found by. */
interface Person {
  readonly name: string;
  readonly email: string;
}

/** Anything that stands between letters in a name. */
const SIGNS = /[^\p{L}\p{N}\p{M}]+/u;
/** They connect the parts of a name and are often written in another way, or left out. */
const CONNECTED = /^[-'.·・\p{L}\p{N}\p{M}]+$/u;

/** How many letters are indexed together. */
const GRAM = 3;

/** The texts of which what is typed has to be a part. */
function personKey({ name, email }: Person): string {
  const lines = new Set([foldText(email), foldText(readableEmail(email))]);
  for (const folded of [foldText(name), foldText(spellOutUmlauts(name))]) {
    lines.add(folded);
    // "O'Brien" is found by "obrien", and "山田 太郎" by "山田太郎".
    lines.add(
      chunksOf(folded)
        .map(withoutSigns)
        .join(isUnspaced(folded) ? "" : " "),
    );
  }
  return [...lines].join("\n");
}

function withoutSigns(text: string): string {
  return text.split(SIGNS).join("");
}

/** What is stored beside a person's name and address so that they are found. Written whenever one of them changes. */
export function personKeys(person: Person) {
  const searchKey = personKey(person);
  const grams = new Set(chunksOf(searchKey).flatMap((word) => [...gramsOf(word), ...shortGramsOf(word)]));
  return { searchKey, searchGrams: [...grams], foldVersion: FOLD_VERSION };
}

function gramsOf(word: string, size = GRAM): string[] {
  const letters = [...word];
  return letters.slice(size - 1).map((_, index) => letters.slice(index, index + size).join(""));
}

/** One or two characters are a name in scripts that have thousands of them. */
function shortGramsOf(word: string): string[] {
  return isUnspaced(word) ? [...gramsOf(word, 1), ...gramsOf(word, 2)].filter(isUnspaced) : [];
}

/** What was typed: for each term, alternatives of which all parts have to stand in a person's key. */
export type PersonSearch = readonly (readonly (readonly string[])[])[];

/** The most terms that are looked for; what follows is ignored. */
const MAX_TERMS = 8;

/** Reads what somebody typed to find people. */
export function readPersonSearch(search: string | undefined): PersonSearch {
  return chunksOf(search ?? "")
    .slice(0, MAX_TERMS)
    .map((chunk) => {
      const folded = foldText(chunk).trim();
      const parts = folded.split(SIGNS).filter((part) => part !== "");
      if (parts.length === 0 || !CONNECTED.test(folded)) return [[folded]];
      const spelledOut = withoutSigns(foldText(spellOutUmlauts(chunk)));
      const alternatives = [parts, [parts.join("")], [spelledOut]];
      return [...new Map(alternatives.map((needed) => [needed.join(" "), needed])).values()];
    })
    .filter((alternatives) => alternatives.some((parts) => parts.join("") !== ""));
}

/** Whether somebody is found by all terms of a search. */
export function isFound(person: Person, search: PersonSearch): boolean {
  const key = personKey(person);
  return search.every((alternatives) =>
    alternatives.some((parts) => parts.every((part) => key.includes(part))),
  );
}

/** The same as conditions on users, for walks along an index. Those whose key is not stored yet are found by what is typed as it is. */
export function foundBy(search: PersonSearch): Prisma.UserWhereInput[] {
  return search.map((alternatives) => ({
    OR: alternatives.flatMap((parts) => {
      // On MongoDB, Prisma puts what it is given into a regular expression as it is.
      const patterns = parts.map((part) => part.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&"));
      const plain = patterns.map((contains) => ({ contains, mode: "insensitive" }) as const);
      return [
        { AND: patterns.map((contains) => ({ searchKey: { contains } })) },
        { AND: plain.map((found) => ({ OR: [{ name: found }, { email: found }] })) },
      ];
    }),
  }));
}

/** What more people have than this is common. */
const COMMON_FROM = 500;

const answered = z.array(z.object({ _id: z.object({ $oid: z.string() }) }));

/**
 * The ids of all users that a search finds, by the index of what their names and addresses are made of; `undefined`
 * when there are many, when too little was typed, or while there are users whose keys are of another version. Then
 * whoever asks walks along a list in its order.
 */
export async function findFewPeople(
  { db }: Pick<AppContext, "db">,
  search: PersonSearch,
): Promise<string[] | undefined> {
  const terms = search.flatMap((alternatives): Prisma.InputJsonObject[] => {
    const conditions = alternatives.map((parts) => parts.flatMap(indexedPartsOf));
    if (conditions.some((grams) => grams.length === 0)) return [];
    return [{ $or: conditions.map((grams) => ({ searchGrams: { $all: grams } })) }];
  });
  if (terms.length === 0 || (await hasUnfoldedUsers(db))) return undefined;
  const pipeline = [{ $match: { $and: terms } }, { $limit: COMMON_FROM + 1 }, { $project: { _id: 1 } }];
  const found = answered.parse(await db.prisma.user.aggregateRaw({ pipeline }));
  return found.length > COMMON_FROM ? undefined : found.map(({ _id }) => _id.$oid);
}

function indexedPartsOf(part: string): string[] {
  const length = [...part].length;
  if (length >= GRAM) return [...new Set(gramsOf(part))];
  return isUnspaced(part) && shortGramsOf(part).includes(part) ? [part] : [];
}

async function hasUnfoldedUsers(db: AppContext["db"]): Promise<boolean> {
  const filter = { foldVersion: { $in: olderFoldVersions() } };
  const found = await db.prisma.user.findRaw({ filter, options: { limit: 1, projection: { _id: 1 } } });
  return answered.parse(found).length > 0;
}
