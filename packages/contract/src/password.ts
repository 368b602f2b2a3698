/** How long a password is, as it is compared (domain rules, User). */
export const SHORTEST_PASSWORD = 8;
export const LONGEST_PASSWORD = 128;

/**
 * A password as it is hashed and compared, by RFC 8265 (OpaqueString): spaces of other scripts are plain spaces, and
 * what looks the same is the same, however a keyboard composes it. Case and width count.
 */
export function opaquePassword(typed: string): string {
  return typed.replace(/\p{Zs}/gu, " ").normalize("NFC");
}
