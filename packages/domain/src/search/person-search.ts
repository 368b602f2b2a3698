import { readableEmail } from "@foyer/contract/email";
import { FOLD_VERSION, foldText, spellOutUmlauts } from "@foyer/contract/fold-text";
import type { Prisma } from "@foyer/db/models";
import { z } from "zod";
import type { AppContext } from "../context.js";
import { olderFoldVersions } from "./fold-versions.js";
import { chunksOf, isUnspaced } from "./words.js";

/** The searchable fields of a user. */
interface Person {
  readonly name: string;
  readonly email: string;
}

/** Separators between the letters of a name. */
const SIGNS = /[^\p{L}\p{N}\p{M}]+/u;
/** Connectors between parts of a name, which are often written differently or left out. */
const CONNECTED = /^[-'.·・\p{L}\p{N}\p{M}]+$/u;

/** The number of letters per index entry. */
const GRAM = 3;

/** The text that search terms have to be a part of. */
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

/** The stored search keys of a user. Written whenever name or address change. */
export function personKeys(person: Person) {
  const searchKey = personKey(person);
  const grams = new Set(chunksOf(searchKey).flatMap((word) => [...gramsOf(word), ...shortGramsOf(word)]));
  return { searchKey, searchGrams: [...grams], foldVersion: FOLD_VERSION };
}

function gramsOf(word: string, size = GRAM): string[] {
  const letters = [...word];
  return letters.slice(size - 1).map((_, index) => letters.slice(index, index + size).join(""));
}

/** In scripts with thousands of characters, one or two are a name. */
function shortGramsOf(word: string): string[] {
  return isUnspaced(word) ? [...gramsOf(word, 1), ...gramsOf(word, 2)].filter(isUnspaced) : [];
}

/** A parsed search: for each term, alternatives whose parts all have to occur in a user's key. */
export type PersonSearch = readonly (readonly (readonly string[])[])[];

/** The maximum number of terms; further ones are ignored. */
const MAX_TERMS = 8;

/** Parses search text for users. */
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

/** Whether a user matches all terms of a search. */
export function isFound(person: Person, search: PersonSearch): boolean {
  const key = personKey(person);
  return search.every((alternatives) =>
    alternatives.some((parts) => parts.every((part) => key.includes(part))),
  );
}

/**
 * The search as conditions on users, for scans along an index. Users without stored keys are matched by the text
 * as typed.
 */
export function foundBy(search: PersonSearch): Prisma.UserWhereInput[] {
  return search.map((alternatives) => ({
    OR: alternatives.flatMap((parts) => {
      // On MongoDB, Prisma puts the value into a regular expression without escaping it.
      const patterns = parts.map((part) => part.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&"));
      const plain = patterns.map((contains) => ({ contains, mode: "insensitive" }) as const);
      return [
        { AND: patterns.map((contains) => ({ searchKey: { contains } })) },
        { AND: plain.map((found) => ({ OR: [{ name: found }, { email: found }] })) },
      ];
    }),
  }));
}

/** A search with more results than this is not selective. */
const COMMON_FROM = 500;

const answered = z.array(z.object({ _id: z.object({ $oid: z.string() }) }));

/**
 * The ids of all users that match a search, by the trigram index; undefined if there are many, if the search is
 * too short, or while there are users with keys of another version. Then the caller scans a list in its order.
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
