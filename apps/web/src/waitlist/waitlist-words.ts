const ENDINGS: Record<string, string> = { one: "st", two: "nd", few: "rd", other: "th" };
const ordinals = new Intl.PluralRules("en", { type: "ordinal" });

/** @example ordinal(3) // "3rd" */
function ordinal(place: number): string {
  return `${place.toLocaleString("en")}${ENDINGS[ordinals.select(place)]}`;
}

/** @example positionWords(3) // "You are 3rd in line" */
export function positionWords(position: number): string {
  return position === 1 ? "You are next in line" : `You are ${ordinal(position)} in line`;
}
