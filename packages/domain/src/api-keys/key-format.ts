import { crc32 } from "node:zlib";
import type { RandomSource } from "../random.js";

/**
 * `foyer_`, 43 signs for 256 random bits, 6 for their checksum: letters and digits only, so that a double click
 * selects all of it. The beginning tells what it is to people and to scanners of leaked secrets; the checksum lets
 * these, and the server, tell a key from something like it without asking the database.
 */
const MARK = "foyer_";
const SECRET_BYTES = 32;
const SECRET_LENGTH = 43;
const CHECKSUM_LENGTH = 6;
const KEY_LENGTH = MARK.length + SECRET_LENGTH + CHECKSUM_LENGTH;

/** How much of a key its user sees again. */
const PREFIX_LENGTH = MARK.length + 6;

const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const KEY = new RegExp(`^${MARK}[0-9A-Za-z]{${SECRET_LENGTH + CHECKSUM_LENGTH}}$`);

/** A new API key. */
export function newApiKey(random: RandomSource): string {
  const secret = base62(BigInt(`0x${Buffer.from(random(SECRET_BYTES)).toString("hex")}`), SECRET_LENGTH);
  return `${MARK}${secret}${checksumOf(secret)}`;
}

/** The beginning of a key, which is stored to recognize it by. */
export function prefixOf(key: string): string {
  return key.slice(0, PREFIX_LENGTH);
}

/** Whether a bearer token is meant to be an API key. Session tokens are shorter than keys. */
export function looksLikeApiKey(token: string): boolean {
  return token.startsWith(MARK) && token.length !== SECRET_LENGTH;
}

/** Whether it could be a key that was issued: if not, there is no need to look it up. */
export function isApiKey(token: string): boolean {
  if (!KEY.test(token)) return false;
  const secret = token.slice(MARK.length, KEY_LENGTH - CHECKSUM_LENGTH);
  return token.slice(-CHECKSUM_LENGTH) === checksumOf(secret);
}

function checksumOf(secret: string): string {
  return base62(BigInt(crc32(secret)), CHECKSUM_LENGTH);
}

function base62(value: bigint, length: number): string {
  const base = BigInt(DIGITS.length);
  let text = "";
  for (let rest = value; text.length < length; rest /= base) text = DIGITS.charAt(Number(rest % base)) + text;
  return text;
}
