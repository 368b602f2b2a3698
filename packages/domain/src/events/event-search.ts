import { foldText } from "@foyer/contract/fold-text";
import type { Prisma } from "@foyer/db/models";
import { z } from "zod";
import type { AppContext } from "../context.js";
import { literally } from "../search/literally.js";
import { chunksOf, wordsTyped } from "../search/words.js";

/** A parsed search. */
export interface EventSearch {
  /**
   * For each term, alternatives: an event has to have all words of at least one of them among its `searchWords`.
   */
  readonly terms: readonly (readonly (readonly string[])[])[];
  /** Regular expressions for terms with signs, such as "C++", which must also occur literally. */
  readonly literals: readonly string[];
}

/** The maximum number of terms; further ones are ignored. */
const MAX_TERMS = 8;

/** Connectors of words, or separators, which are written in several ways or left out. */
const CONNECTORS = /^[-'./·・\p{L}\p{N}\p{M}]+$/u;

/** Punctuation at the end of a word is not part of it. */
const PUNCTUATION_AT_END = /(?<=[\p{L}\p{N}\p{M}])[.,;:!?、。]+$/u;

/** Parses search text. */
export function readSearch(search: string | undefined): EventSearch {
  const chunks = chunksOf(search ?? "").slice(0, MAX_TERMS);
  const terms = chunks.map(wordsTyped).filter((alternatives) => alternatives.length > 0);
  const signs = chunks
    .map((chunk) => foldText(chunk).trim().replace(PUNCTUATION_AT_END, ""))
    // A lone hyphen as in "hip - hop" is ignored; "..." alone is searched.
    .filter((folded) => folded !== "" && (chunks.length === 1 ? !isWord(folded) : !CONNECTORS.test(folded)));
  return { terms, literals: signs.map(literally) };
}

function isWord(folded: string): boolean {
  return CONNECTORS.test(folded) && /[\p{L}\p{N}]/u.test(folded);
}

/** The search as MongoDB conditions on events. */
export function matching({ terms, literals }: EventSearch): Prisma.InputJsonObject[] {
  return [
    ...terms.map((alternatives) => ({
      $or: alternatives.map((words) => ({ searchWords: { $all: [...words] } })),
    })),
    ...literals.map((pattern) => {
      const found = { $regex: pattern, $options: "i" };
      return { $or: [{ name: found }, { description: found }, { venue: found }, { category: found }] };
    }),
  ];
}

/** A word in more events than this is not selective. */
const COMMON_FROM = 500;

/** How many words of a search are tried to find a selective one. */
const MAX_TRIES = 3;

const answered = z.array(z.object({ _id: z.object({ $oid: z.string() }) }));

/**
 * The ids of all public events that contain a selective word of the search, by the word index; undefined if there
 * is none. That index does not have the list's order, so its result has to be sorted, and only a bounded number
 * is read. For words in many events, scanning the list in its order finds the next match quickly. Either way a
 * search reads at most some thousands of events.
 *
 * @param dateTime the condition on the start, in MongoDB's form
 */
export async function findByRareWord(
  { db }: Pick<AppContext, "db">,
  { terms }: EventSearch,
  dateTime: object,
): Promise<readonly { readonly $oid: string }[] | undefined> {
  for (const words of rarestFirst(terms).slice(0, MAX_TRIES)) {
    const pipeline = [
      { $match: { isActive: true, searchWords: { $in: [...words] }, dateTime } },
      { $limit: COMMON_FROM + 1 },
      { $project: { _id: 1 } },
    ];
    const options = { hint: { isActive: 1, searchWords: 1, dateTime: 1 } };
    const found = answered.parse(await db.prisma.event.aggregateRaw({ pipeline, options }));
    if (found.length <= COMMON_FROM) return found.map(({ _id }) => _id);
  }
  return undefined;
}

/**
 * Sets of words of which every matching event has one, the longest first, since long words tend to be selective.
 */
function rarestFirst(terms: EventSearch["terms"]): string[][] {
  const sets = terms.flatMap((alternatives): string[][] => {
    const [only] = alternatives;
    if (alternatives.length === 1 && only !== undefined) return only.map((word) => [word]);
    return [alternatives.map((words) => [...words].sort(longerFirst)[0] ?? "")];
  });
  const shortest = (words: readonly string[]) => [...words].sort(longerFirst).at(-1) ?? "";
  return sets.sort((one, other) => longerFirst(shortest(one), shortest(other)));
}

/** By bytes: two Chinese characters are more selective than two letters. */
function longerFirst(one: string, other: string): number {
  return Buffer.byteLength(other) - Buffer.byteLength(one);
}
