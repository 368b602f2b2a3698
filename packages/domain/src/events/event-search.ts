import { foldText } from "@foyer/contract/fold-text";
import type { Prisma } from "@foyer/db/models";
import { z } from "zod";
import type { AppContext } from "../context.js";
import { literally } from "../search/literally.js";
import { chunksOf, wordsTyped } from "../search/words.js";

/** A search as it is carried out. */
export interface EventSearch {
  /** For each term: an event has all words of at least one of the alternatives among its `searchWords`. */
  readonly terms: readonly (readonly (readonly string[])[])[];
  /** Regular expressions for what was typed with signs in it, such as "C++": it must stand there literally, too. */
  readonly literals: readonly string[];
}

/** The most terms that are looked for; what follows is ignored. */
const MAX_TERMS = 8;

/** They connect words, or stand between them, and are written in several ways or left out. */
const CONNECTORS = /^[-'./·・\p{L}\p{N}\p{M}]+$/u;

/** The end of a sentence, or of a part of it, says nothing of the word before it. */
const PUNCTUATION_AT_END = /(?<=[\p{L}\p{N}\p{M}])[.,;:!?、。]+$/u;

/** Reads what somebody typed. */
export function readSearch(search: string | undefined): EventSearch {
  const chunks = chunksOf(search ?? "").slice(0, MAX_TERMS);
  const terms = chunks.map(wordsTyped).filter((alternatives) => alternatives.length > 0);
  const signs = chunks
    .map((chunk) => foldText(chunk).trim().replace(PUNCTUATION_AT_END, ""))
    // "hip - hop" is not about the hyphen, "..." alone is about dots.
    .filter((folded) => folded !== "" && (chunks.length === 1 ? !isWord(folded) : !CONNECTORS.test(folded)));
  return { terms, literals: signs.map(literally) };
}

function isWord(folded: string): boolean {
  return CONNECTORS.test(folded) && /[\p{L}\p{N}]/u.test(folded);
}

/** The search as conditions on events, in MongoDB's words. */
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

/** A word that more events have than this is common. */
const COMMON_FROM = 500;

/** How many words of a search are tried in the hope that one is rare. */
const MAX_TRIES = 3;

const answered = z.array(z.object({ _id: z.object({ $oid: z.string() }) }));

/**
 * The ids of all public events that have a word of the search that few have, by the words' index; `undefined` when
 * there is no such word. That index is in no list's order, so that what it finds has to be sorted. So it is asked
 * for a bounded number only, and what many events have is found by walking along a list in its order, where the
 * next one is never far. Either way a search reads thousands of events at the most, however many there are.
 *
 * @param dateTime the condition on when they begin, as MongoDB takes it
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

/** Sets of words of which every event that is found has one. Long words are the rare ones more often than not. */
function rarestFirst(terms: EventSearch["terms"]): string[][] {
  const sets = terms.flatMap((alternatives): string[][] => {
    const [only] = alternatives;
    if (alternatives.length === 1 && only !== undefined) return only.map((word) => [word]);
    return [alternatives.map((words) => [...words].sort(longerFirst)[0] ?? "")];
  });
  const shortest = (words: readonly string[]) => [...words].sort(longerFirst).at(-1) ?? "";
  return sets.sort((one, other) => longerFirst(shortest(one), shortest(other)));
}

/** In bytes: two Chinese characters say more than two letters. */
function longerFirst(one: string, other: string): number {
  return Buffer.byteLength(other) - Buffer.byteLength(one);
}
