import { hash } from "node:crypto";
import { DAY_MS, MINUTE_MS } from "@foyer/contract/time";
import type { RandomSource } from "../random.js";

/** The credentials of a session. They exist only in memory and with their holder. */
export interface Credentials {
  readonly sessionToken: string;
  readonly refreshToken: string;
  /** When the session token expires unless it is used. */
  readonly expiresAt: Date;
}

const TOKEN_BYTES = 32;

/** A new credential: 256 random bits in base64url. Only its holder has it. */
export function newToken(random: RandomSource): string {
  return Buffer.from(random(TOKEN_BYTES)).toString("base64url");
}

/** The stored form of a credential: its SHA-256 in hexadecimal (domain rules, Session). */
export function hashToken(token: string): string {
  return hash("sha256", token, "hex");
}

/** The lifetime of a session token without use (domain rules, Session). */
export const CREDENTIAL_LIFE_MS = 15 * MINUTE_MS;
/** The lifetime of a refresh token without use. */
export const REFRESH_LIFE_MS = 30 * DAY_MS;
/** The maximum duration of a session, however often it is refreshed. */
export const ABSOLUTE_LIFE_MS = 90 * DAY_MS;
/** How long the previous refresh token is still accepted after a rotation, so that two tabs may race. */
export const ROTATION_OVERLAP_MS = 10_000;

/** A credential is extended at most this often: one write per minute is enough. */
const EXTEND_AFTER_MS = MINUTE_MS;

/** Whether using a credential now extends it, given its last use. */
export function isDueForExtension(lastUsedAt: Date, now: Date): boolean {
  return now.getTime() - lastUsedAt.getTime() >= EXTEND_AFTER_MS;
}

/** The latest end of a session opened at a moment, however often it is refreshed. */
export function absoluteEnd(openedAt: Date): Date {
  return new Date(openedAt.getTime() + ABSOLUTE_LIFE_MS);
}

/** The end of a session opened at a moment and refreshed now. */
export function sessionEnd(openedAt: Date, now: Date): Date {
  return new Date(Math.min(now.getTime() + REFRESH_LIFE_MS, absoluteEnd(openedAt).getTime()));
}

/** The end of a session's token unless it is used: never after the session's. */
export function credentialEnd(end: Date, now: Date): Date {
  return new Date(Math.min(now.getTime() + CREDENTIAL_LIFE_MS, end.getTime()));
}
