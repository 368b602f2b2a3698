import { plainForm } from "./characters.js";

/**
 * What makes two categories the same: case, width, spacing and what is invisible do not count, letters and accents do.
 *
 * @example categoryKey("Live  MUSIC") === categoryKey("live music")
 */
export function categoryKey(category: string): string {
  // By upper case first, where ß is SS and both kinds of sigma are one.
  const folded = plainForm(plainForm(category).toUpperCase()).replaceAll("i\u0307", "i");
  return folded.replace(/\s+/g, " ").trim();
}
