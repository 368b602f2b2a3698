import { hash, verify } from "@node-rs/argon2";

/** Argon2id as OWASP's lowest recommendation has it (domain rules, User). It is the library's default algorithm. */
const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Hashes a password off the main thread. */
export function hashPassword(password: string): Promise<string> {
  return hash(password, PARAMETERS);
}

let decoy: Promise<string> | undefined;

/**
 * Checks a password. With no hash to check against it does the same work for nothing, so that an unknown
 * address takes as long as a wrong password.
 */
export async function verifyPassword(passwordHash: string | undefined, password: string): Promise<boolean> {
  if (passwordHash !== undefined) return verify(passwordHash, password);
  decoy ??= hashPassword("nobody has this password");
  await verify(await decoy, password);
  return false;
}
