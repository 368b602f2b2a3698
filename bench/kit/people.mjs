import { randomBytes } from "node:crypto";
import { personKeys } from "@foyer/domain/search/person-search";
import { credentialEnd, hashToken, newToken, sessionEnd } from "@foyer/domain/sessions/credentials";
import { ObjectId } from "mongodb";
import { insertAll } from "./database.mjs";

/** No password has this hash: these users only have sessions. */
const NO_PASSWORD = "none";

/**
 * Adds signed-in users straight to the database, with the domain's own tokens: through the API each would cost an Argon2
 * hash.
 *
 * @param {import("mongodb").Db} db
 * @param {number} count
 * @returns {Promise<{ id: ObjectId, token: string }[]>} who they are, and the session token each of them would send
 */
export async function addPeople(db, count, { role = "user", name = "Buyer" } = {}) {
  const now = new Date();
  const end = sessionEnd(now, now);
  const people = Array.from({ length: count }, () => ({ id: new ObjectId(), token: newToken(randomBytes) }));
  await insertAll(
    db.collection("User"),
    people.map(({ id }, index) => {
      const person = { email: `${id}@bench.example`, name: `${name} ${index}` };
      return {
        _id: id,
        ...person,
        ...personKeys(person),
        password: NO_PASSWORD,
        role,
        isActive: true,
        failedLoginAttempts: 0,
        consecutiveLocks: 0,
        createdAt: now,
        updatedAt: now,
      };
    }),
  );
  await insertAll(
    db.collection("Session"),
    people.map(({ id, token }) => ({
      userId: id,
      sessionId: hashToken(token),
      refreshToken: hashToken(newToken(randomBytes)),
      deviceInfo: { userAgent: "bench", ip: "127.0.0.1" },
      expiresAt: end,
      sessionExpiresAt: credentialEnd(end, now),
      isRevoked: false,
      lastUsedAt: now,
      createdAt: now,
      updatedAt: now,
    })),
  );
  return people;
}
