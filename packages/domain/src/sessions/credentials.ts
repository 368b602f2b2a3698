import { hash } from "node:crypto";
import { DAY_MS, MINUTE_MS } from "@foyer/contract/time";
import type { RandomSource } from "../random.js";

/** The credentials of a session. They exist only in memory and with their holder. */
export interface Credentials {
  readonly sessionToken: string;
  readonly refreshToken: string;
  /** When the session token ends, if it is not used before. */
  readonly expiresAt: Date;
}

const TOKEN_BYTES = 32;

/** A new credential: 256 random bits in base64url. Only its holder ever has it. */
export function newToken(random: RandomSource): string {
  return Buffer.from(random(TOKEN_BYTES)).toString("base64url");
}

/** What the database keeps of a credential: its SHA-256, hexadecimal (domain rules, Session). */
export function hashToken(token: string): string {
  return hash("sha256", token, "hex");
}

/** How long a session credential is good without being used (domain rules, Session). */
export const CREDENTIAL_LIFE_MS = 15 * MINUTE_MS;
/** How long a refresh token is good without being used. */
export const REFRESH_LIFE_MS = 30 * DAY_MS;
/** How long a device stays signed in, however often it refreshes. */
export const ABSOLUTE_LIFE_MS = 90 * DAY_MS;
/** How long the token just rotated away is still accepted, so that two tabs can race. */
export const ROTATION_OVERLAP_MS = 10_000;

/** A credential that was used less than this long ago is not extended again: a write a minute is enough. */
const EXTEND_AFTER_MS = MINUTE_MS;

/** Whether the use of a credential that was last used then moves its end. */
export function isDueForExtension(lastUsedAt: Date, now: Date): boolean {
  return now.getTime() - lastUsedAt.getTime() >= EXTEND_AFTER_MS;
}

/** When a session that was opened then ends, however often it is refreshed. */
export function absoluteEnd(openedAt: Date): Date {
  return new Date(openedAt.getTime() + ABSOLUTE_LIFE_MS);
}

/** When a session that was opened then and refreshed now ends. */
export function sessionEnd(openedAt: Date, now: Date): Date {
  return new Date(Math.min(now.getTime() + REFRESH_LIFE_MS, absoluteEnd(openedAt).getTime()));
}

/** When its credential ends, if it is not used before: never after the session. */
export function credentialEnd(end: Date, now: Date): Date {
  return new Date(Math.min(now.getTime() + CREDENTIAL_LIFE_MS, end.getTime()));
}
