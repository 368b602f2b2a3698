import { hash } from "node:crypto";
import type { RandomSource } from "../random.js";

const TOKEN_BYTES = 32;

/** A new credential: 256 random bits in base64url. Only its holder ever has it. */
export function newToken(random: RandomSource): string {
  return Buffer.from(random(TOKEN_BYTES)).toString("base64url");
}

/** What the database keeps of a credential: its SHA-256, hexadecimal (domain rules, Session). */
export function hashToken(token: string): string {
  return hash("sha256", token, "hex");
}
