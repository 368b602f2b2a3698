import { foldText, spellOutUmlauts } from "@foyer/contract/fold-text";

/** What is longer is searched by its beginning. */
const MAX_LETTERS = 40;

/** Whoever types more of one word without spaces than this many indexed words is found by the first of them. */
const MAX_WORDS_OF_ONE = 20;

const WORD = /[\p{L}\p{N}\p{M}]+/gu;

/**
 * Scripts that are written without spaces, or whose words are commonly written together: they are indexed by each
 * character and each pair of neighbours, so that any part of a text is found.
 */
const UNSPACED =
  /[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Bopo}\p{scx=Hang}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}\p{scx=Tibt}]/u;
const RUNS = new RegExp(`${UNSPACED.source}+|(?:(?!${UNSPACED.source})[\\s\\S])+`, "gu");

/** Whether a text has characters of scripts that are searched by any part of them. */
export function isUnspaced(text: string): boolean {
  return UNSPACED.test(text);
}

/** How a text is indexed: by its words alone, or by all of their beginnings too. */
export type Depth = "words" | "beginnings";

/** Everything that a text is found by; see {@link wordsTyped} for the other side. */
export function* indexedWords(text: string, depth: Depth): Generator<string> {
  const chunks = chunksOf(text);
  for (const [index, chunk] of chunks.entries()) {
    for (const folded of spellings(chunk)) {
      const words = folded.match(WORD) ?? [];
      for (const word of words) yield* ofOneWord(word, depth);
      // "Hip-Hop" is found by "hiphop", "O'Brien" by "obrien".
      if (words.length > 1) yield* ofOneWord(words.join(""), depth);
    }
    // And "Hip Hop" is, where names are short.
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
 * What of the index somebody asks for who typed this, which has no spaces in it: all words of at least one of the
 * alternatives, for what may be written as one word or several, and with umlauts or spelled out.
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

/** The parts of a text between its spaces. */
export function chunksOf(text: string): string[] {
  return text.split(/\s+/u).filter((chunk) => chunk !== "");
}

/** A chunk folded, and folded with its umlauts spelled out where it has any. */
function spellings(chunk: string): string[] {
  return [...new Set([foldText(chunk), foldText(spellOutUmlauts(chunk))])];
}

function pairs(letters: readonly string[]): string[] {
  return letters.slice(1).map((letter, index) => `${letters[index]}${letter}`);
}

/** Counted in code points, because half of one cannot be stored. */
function beginning(letters: readonly string[]): string {
  return letters.slice(0, MAX_LETTERS).join("");
}
