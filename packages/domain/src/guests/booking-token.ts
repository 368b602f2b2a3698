import type { RandomSource } from "../random.js";
import { newToken } from "../sessions/credentials.js";

/** The beginning tells what it is to people, to scanners of leaked secrets, and to the server. */
const MARK = "foyer_guest_";
/** 256 random bits in base64url. */
const TOKEN = new RegExp(`^${MARK}[\\w-]{43}$`);

/** A new token that opens one booking. Only its holder has it. */
export function newBookingToken(random: RandomSource): string {
  return `${MARK}${newToken(random)}`;
}

/** Whether a bearer token is meant to open one booking. Session tokens are shorter, and API keys have no second `_`. */
export function looksLikeBookingToken(token: string): boolean {
  return token.startsWith(MARK);
}

/** Whether it could be a token that was issued: if not, there is no need to look it up. */
export function isBookingToken(token: string): boolean {
  return TOKEN.test(token);
}
