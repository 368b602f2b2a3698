import { nameKey } from "./name-key.js";

/** What is longer is looked for by its beginning. */
const MAX_LETTERS = 40;

/** The words of a text as they are looked for: without case, accents and signs. */
export function wordsOf(text: string): string[] {
  return (nameKey(text).match(/[\p{L}\p{N}]+/gu) ?? []).map((word) => beginning(word, MAX_LETTERS));
}

/**
 * Everything that an event is found by: the words of its description, and those of its name and its venue by all
 * their beginnings too, so that typing "jaz" finds jazz. Descriptions are long, and so are only in it word by word.
 */
export function searchWordsOf(event: {
  readonly name: string;
  readonly venue: string;
  readonly description: string;
}): string[] {
  const found = new Set(wordsOf(event.description));
  for (const word of [...wordsOf(event.name), ...wordsOf(event.venue)]) {
    for (let letters = 1; letters <= MAX_LETTERS; letters++) found.add(beginning(word, letters));
  }
  return [...found];
}

/** Counted in code points, because half of one cannot be stored. */
function beginning(word: string, letters: number): string {
  return [...word].slice(0, letters).join("");
}
