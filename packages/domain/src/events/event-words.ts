import { indexedWords } from "../search/words.js";

/** Bounds the index: the end of a long description is not searched. */
const MAX_WORDS = 2_000;

/**
 * The search words of an event: those of its description, and those of its name, venue and category with all of
 * their prefixes, so that "jaz" finds jazz. Descriptions are long, so their words have no prefixes.
 */
export function searchWordsOf(event: {
  readonly name: string;
  readonly venue: string;
  readonly category: string;
  readonly description: string;
}): string[] {
  const found = new Set<string>();
  for (const text of [event.name, event.venue, event.category])
    for (const word of indexedWords(text, "beginnings")) found.add(word);
  for (const word of indexedWords(event.description, "words")) {
    if (found.size >= MAX_WORDS) break;
    found.add(word);
  }
  return [...found];
}
