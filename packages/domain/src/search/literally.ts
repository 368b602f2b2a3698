/** Folded letter pairs that may stand for one character: ß for ss, æ for ae. */
const MAY_BE_ONE = new Set(["ss", "ae", "oe", "th"]);

/** Longer texts are matched by their beginning. */
const MAX_LETTERS = 100;

/** Any character beyond ASCII. */
const FOREIGN = "[^ -~]";

/**
 * A regular expression, for MongoDB with option `i`, that finds a folded text in an unfolded one: each letter
 * matches itself or any character beyond ASCII, so that "cafe+" finds "Café+". It matches slightly too much, so
 * it is combined with the word index. Its cost is linear in the length of the texts.
 */
export function literally(folded: string): string {
  const letters = [...folded].slice(0, MAX_LETTERS);
  let pattern = "";
  for (let index = 0; index < letters.length; index++) {
    const [letter = "", next = ""] = letters.slice(index, index + 2);
    if (MAY_BE_ONE.has(letter + next)) {
      pattern += `(?:${either(letter)}${either(next)}|${FOREIGN})`;
      index++;
    } else pattern += either(letter);
  }
  return pattern;
}

function either(letter: string): string {
  if (!/^[ -~]$/.test(letter)) return FOREIGN;
  return `(?:${letter.replace(/[\\^$.*+?()[\]{}|/-]/, "\\$&")}|${FOREIGN})`;
}
