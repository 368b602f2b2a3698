/** What may stand in place of two letters: ß for ss, æ for ae. */
const MAY_BE_ONE = new Set(["ss", "ae", "oe", "th"]);

/** What is longer is looked for by its beginning. */
const MAX_LETTERS = 100;

/** Any letter or sign beyond ASCII. */
const FOREIGN = "[^ -~]";

/**
 * A regular expression, for MongoDB with option `i`, that finds a folded text in an unfolded one: each letter stands
 * for itself or for any one beyond ASCII, so that "cafe+" finds "Café+". It says a little too much; what is searched for
 * is asked for by its words as well. It takes as many steps as the texts are long, whatever they hold.
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
