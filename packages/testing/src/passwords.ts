import { createPasswordHasher, DEFAULT_PASSWORD_HASHING } from "@foyer/domain/accounts/password-hasher";

/** As cheap as Argon2 can be: tests sign in hundreds of times. Tests about hashing use the real costs. */
export const CHEAP_PASSWORD_HASHING = { ...DEFAULT_PASSWORD_HASHING, memoryCost: 8, timeCost: 1 };

export const cheapPasswords = createPasswordHasher(CHEAP_PASSWORD_HASHING);
