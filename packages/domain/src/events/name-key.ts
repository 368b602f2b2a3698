import { foldText } from "@foyer/contract/fold-text";

/** In bytes. It is part of cursors and indexes; names that begin with as much of the same are ordered by their age. */
const MAX_KEY_BYTES = 240;

/** A name as it is sorted: without case and accents. MongoDB sorts by bytes, and Prisma knows no collation. */
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
