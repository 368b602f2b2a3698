import { foldText } from "@foyer/contract/fold-text";

/** In bytes. The key is part of cursors and indexes; names with the same long beginning are ordered by age. */
const MAX_KEY_BYTES = 240;

/**
 * The sort key of a name: without case and accents. MongoDB sorts by bytes, and Prisma does not support
 * collations.
 */
export function nameKey(name: string): string {
  const folded = foldText(name);
  if (folded.length * 3 <= MAX_KEY_BYTES) return folded;
  let key = "";
  let bytes = 0;
  for (const letter of folded) {
    bytes += Buffer.byteLength(letter);
    if (bytes > MAX_KEY_BYTES) break;
    key += letter;
  }
  return key;
}
