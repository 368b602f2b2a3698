import { asLine, asProse } from "@foyer/contract/text";
import classes from "./character-count.module.css";

/** Normalizes a text as its length limit does. */
const FORMS = { line: asLine, prose: asProse } as const;

type CharacterCountProps = { text: string; max: number; kind: keyof typeof FORMS };

/** The part of a limit from which on it is of interest. */
const NEAR = 0.8;

/**
 * The number of characters in a text and its limit, once it comes near. It never truncates: text that is too long fails
 * on saving.
 */
export function CharacterCount({ text, max, kind }: CharacterCountProps) {
  const count = FORMS[kind](text).length;
  if (count < NEAR * max) return null;
  return (
    <span className={classes.count} data-over={count > max || undefined}>
      {countWords(count, max)}
    </span>
  );
}

/** @example countWords(131, 120) // "131 of 120 characters: 11 too many" */
export function countWords(count: number, max: number): string {
  const figures = `${count.toLocaleString("en")} of ${max.toLocaleString("en")} characters`;
  return count > max ? `${figures}: ${(count - max).toLocaleString("en")} too many` : figures;
}
