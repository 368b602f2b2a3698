import { z } from "zod";
import type { Foyer } from "../foyer.js";
import { containing } from "../text-search.js";
import { wordsOf } from "./search-words.js";

/** A search as it is carried out. */
export interface EventSearch {
  /** Each must be among the event's `searchWords`. */
  readonly words: readonly string[];
  /** What was typed with signs in it, such as "C++": it must stand there literally, too. */
  readonly literals: ReturnType<typeof containing>;
}

/** The most words that are looked for; what follows is ignored. */
const MAX_WORDS = 8;

/** Reads what somebody typed. */
export function readSearch(search: string | undefined): EventSearch {
  const typed = (search ?? "").normalize().split(/\s+/);
  const withSigns = typed.filter((text) => /[^\p{L}\p{N}\p{M}]/u.test(text));
  return {
    words: [...new Set(wordsOf(search ?? ""))].slice(0, MAX_WORDS),
    literals: containing(withSigns.join(" ")),
  };
}

/** A word that more events have than this is common. */
const COMMON_FROM = 500;

/** How many words of a search are tried in the hope that one is rare. */
const MAX_TRIES = 3;

const answered = z.array(z.object({ _id: z.object({ $oid: z.string() }) }));

/**
 * The ids of all public events that have a word of the search that few have, by the text index; `undefined` when
 * there is no such word. A text index is in no list's order, so that what it finds has to be sorted. So it is asked
 * for a bounded number only, and what many events have is found by walking along a list in its order, where the
 * next one is never far. Either way a search reads thousands of events at the most, however many there are.
 *
 * @param dateTime the condition on when they begin, as MongoDB takes it
 */
export async function findByRareWord(
  { db }: Foyer,
  words: readonly string[],
  dateTime: object,
): Promise<readonly { readonly $oid: string }[] | undefined> {
  // Long words are the rare ones more often than not.
  const candidates = [...words].sort((one, other) => other.length - one.length).slice(0, MAX_TRIES);
  for (const word of candidates) {
    const pipeline = [
      { $match: { isActive: true, $text: { $search: word }, dateTime } },
      { $limit: COMMON_FROM + 1 },
      { $project: { _id: 1 } },
    ];
    const found = answered.parse(await db.prisma.event.aggregateRaw({ pipeline }));
    if (found.length <= COMMON_FROM) return found.map(({ _id }) => _id);
  }
  return undefined;
}
