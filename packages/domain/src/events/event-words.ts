import { indexedWords } from "../search/words.js";

/** Bounds the index: what comes later in a long description is not searched. */
const MAX_WORDS = 2_000;

/**
 * Everything that an event is found by: the words of its description, and those of its name, its venue and its
 * category by all their beginnings too, so that typing "jaz" finds jazz. Descriptions are long, and so are only in it
 * word by word.
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
