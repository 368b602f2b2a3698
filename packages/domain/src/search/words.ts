import { foldText, spellOutUmlauts } from "@foyer/contract/fold-text";

/** Longer words are indexed by their beginning. */
const MAX_LETTERS = 40;

/** A longer run without spaces is searched by this many of its indexed words. */
const MAX_WORDS_OF_ONE = 20;

const WORD = /[\p{L}\p{N}\p{M}]+/gu;

/**
 * Scripts without spaces between words: they are indexed by each character and each pair of adjacent ones, so
 * that any part of a text is found.
 */
const UNSPACED =
  /[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Bopo}\p{scx=Hang}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}\p{scx=Tibt}]/u;
const RUNS = new RegExp(`${UNSPACED.source}+|(?:(?!${UNSPACED.source})[\\s\\S])+`, "gu");

/** Whether a text has characters of such scripts. */
export function isUnspaced(text: string): boolean {
  return UNSPACED.test(text);
}

/** How a text is indexed: by whole words, or also by their beginnings. */
export type Depth = "words" | "beginnings";

/** The index entries of a text; {@link wordsTyped} is the query side. */
export function* indexedWords(text: string, depth: Depth): Generator<string> {
  const chunks = chunksOf(text);
  for (const [index, chunk] of chunks.entries()) {
    for (const folded of spellings(chunk)) {
      const words = folded.match(WORD) ?? [];
      for (const word of words) yield* ofOneWord(word, depth);
      // "Hip-Hop" is found by "hiphop", "O'Brien" by "obrien".
      if (words.length > 1) yield* ofOneWord(words.join(""), depth);
    }
    // For names, "Hip Hop" is found by "hiphop" too.
    const next = chunks[index + 1];
    if (depth === "beginnings" && next !== undefined) {
      const together = [chunk, next].flatMap((part) => foldText(part).match(WORD) ?? []);
      yield* ofOneWord(together.join(""), depth);
    }
  }
}

function* ofOneWord(word: string, depth: Depth): Generator<string> {
  for (const run of word.match(RUNS) ?? []) {
    const letters = [...run];
    if (UNSPACED.test(run)) {
      yield* letters;
      yield* pairs(letters);
    } else if (depth === "words") yield beginning(letters);
    else
      for (let end = 1; end <= Math.min(letters.length, MAX_LETTERS); end++)
        yield letters.slice(0, end).join("");
  }
}

/**
 * The index entries to query for a chunk of typed text: all words of at least one of the alternatives, for text
 * that may be one word or several, and with umlauts or spelled out.
 */
export function wordsTyped(chunk: string): string[][] {
  const alternatives = spellings(chunk).flatMap((folded) => {
    const words = folded.match(WORD) ?? [];
    return words.length > 1 ? [words.flatMap(asked), asked(words.join(""))] : [words.flatMap(asked)];
  });
  return alternatives.filter((words) => words.length > 0).map((words) => words.slice(0, MAX_WORDS_OF_ONE));
}

function asked(word: string): string[] {
  return (word.match(RUNS) ?? []).flatMap((run) => {
    const letters = [...run];
    if (!UNSPACED.test(run)) return [beginning(letters)];
    return letters.length === 1 ? letters : pairs(letters);
  });
}

/** The parts of a text between spaces. */
export function chunksOf(text: string): string[] {
  return text.split(/\s+/u).filter((chunk) => chunk !== "");
}

/** A chunk folded, and if it has umlauts also with them spelled out. */
function spellings(chunk: string): string[] {
  return [...new Set([foldText(chunk), foldText(spellOutUmlauts(chunk))])];
}

function pairs(letters: readonly string[]): string[] {
  return letters.slice(1).map((letter, index) => `${letters[index]}${letter}`);
}

/** Counted in code points: half of a surrogate pair cannot be stored. */
function beginning(letters: readonly string[]): string {
  return letters.slice(0, MAX_LETTERS).join("");
}
