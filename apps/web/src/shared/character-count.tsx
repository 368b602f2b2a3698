import { asLine, asProse } from "@foyer/contract/text";
import classes from "./character-count.module.css";

/** How a field's text is counted: as the rule that bounds it does. */
const FORMS = { line: asLine, prose: asProse } as const;

type CharacterCountProps = { text: string; max: number; kind: keyof typeof FORMS };

/** How many characters a text has and may have. It never cuts: what is too much is said, and refused on saving. */
export function CharacterCount({ text, max, kind }: CharacterCountProps) {
  const count = FORMS[kind](text).length;
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
