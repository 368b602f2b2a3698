import { plainForm } from "./characters.js";

/**
 * The key by which two categories are the same: it ignores case, width, spacing and invisible characters, but not
 * accents.
 */
export function categoryKey(category: string): string {
  // Upper case first: it turns ß into SS and unifies both forms of sigma.
  const folded = plainForm(plainForm(category).toUpperCase()).replaceAll("i\u0307", "i");
  return folded.replace(/\s+/g, " ").trim();
}
