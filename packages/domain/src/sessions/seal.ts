import { createCipheriv, createDecipheriv, hkdfSync } from "node:crypto";
import { z } from "zod";
import type { RandomSource } from "../random.js";
import type { Credentials } from "./credentials.js";

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

const sealed = z.object({ sessionToken: z.string(), refreshToken: z.string(), expiresAt: z.coerce.date() });

/** Encrypts credentials with a key derived from `token`, of which the database has only the hash. */
export function seal(credentials: Credentials, token: string, random: RandomSource): string {
  const nonce = Buffer.from(random(NONCE_BYTES));
  const cipher = createCipheriv("aes-256-gcm", keyOf(token), nonce);
  const text = Buffer.concat([cipher.update(JSON.stringify(credentials)), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), text]).toString("base64url");
}

/** Decrypts what {@link seal} encrypted with the same token. Throws for another one. */
export function unseal(secret: string, token: string): Credentials {
  const bytes = Buffer.from(secret, "base64url");
  const decipher = createDecipheriv("aes-256-gcm", keyOf(token), bytes.subarray(0, NONCE_BYTES));
  decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  const text = Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
  return sealed.parse(JSON.parse(text.toString("utf8")));
}

/** A token has 256 random bits, so the key needs no salt; it has to differ from the stored hash. */
function keyOf(token: string): Buffer {
  return Buffer.from(hkdfSync("sha256", token, "", "foyer: successor of a refresh token", 32));
}
