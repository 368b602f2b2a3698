/** Bounds of a password's length in its normalized form (domain rules, User). */
export const SHORTEST_PASSWORD = 8;
export const LONGEST_PASSWORD = 128;

/**
 * The form in which a password is hashed and compared, by RFC 8265 (OpaqueString): non-ASCII spaces become plain
 * spaces, and the text is in NFC, so that the keyboard does not matter. Case and width are significant.
 */
export function opaquePassword(typed: string): string {
  return typed.replace(/\p{Zs}/gu, " ").normalize("NFC");
}
