import { userId } from "@foyer/contract/ids";
import type { DeviceInfo } from "@foyer/contract/user";
import type { Transaction } from "@foyer/db/database";
import { type Adapter, type DatabaseSession, type DatabaseUser, Lucia, TimeSpan } from "lucia";
import type { Clock } from "../clock.js";
import { CREDENTIAL_LIFE_MS, hashToken, sessionEnd } from "./credentials.js";
import { revokeSessions } from "./revoke-sessions.js";
import { type FindSession, type SessionRow, sessionColumns } from "./session-lookup.js";

/**
 * Lucia checks a credential's end, makes sessions and writes and reads their cookie. Ours are the storage, the ends
 * (they slide, up to a bound), the refresh tokens and the revoking.
 */

/** What Lucia carries with a session for us. */
interface SessionAttributes {
  readonly deviceInfo: DeviceInfo;
  /** Raw on the way in; Lucia never gets it back. */
  readonly refreshToken?: string;
  /** The document's own id, when the credential was last used, and when the session ends; absent on the way in. */
  readonly document?: string;
  readonly lastUsedAt?: Date;
  readonly endsAt?: Date;
}

/** What Lucia carries with a user for us. */
interface UserAttributes {
  readonly role: "user" | "admin";
}

/** What a session tells us beside its user. */
interface SessionFacts {
  /** The id of its document; not a credential. */
  readonly document: string;
  readonly lastUsedAt: Date;
  /** When the session itself ends. */
  readonly endsAt: Date;
}

/** Never shown: Lucia asks for the facts of stored sessions only. */
const NEVER = new Date(0);

/** Lucia with our attributes. */
export type Sessions = Lucia<SessionFacts, UserAttributes>;

/**
 * Lucia over our own storage.
 *
 * @param find how a session is looked up by its credential
 * @param secureCookies false only where the app is served over plain HTTP on this machine
 */
export function createSessions(
  client: Pick<Transaction, "session">,
  find: FindSession,
  clock: Clock,
  secureCookies: boolean,
): Sessions {
  return new Lucia(createSessionAdapter(client, clock, find), {
    sessionExpiresIn: new TimeSpan(CREDENTIAL_LIFE_MS, "ms"),
    sessionCookie: {
      name: secureCookies ? "__Host-foyer_session" : "foyer_session",
      attributes: { secure: secureCookies, sameSite: "lax", path: "/" },
    },
    getSessionAttributes: ({ document = "", lastUsedAt = NEVER, endsAt = NEVER }) => ({
      document,
      lastUsedAt,
      endsAt,
    }),
    getUserAttributes: ({ role }) => ({ role }),
  });
}

/**
 * Lucia's storage over our Session collection, in the database or within a transaction that does more than that.
 * Lucia knows the raw credential; the database only its hash, so every id is hashed on the way in. What Lucia calls
 * the session's expiration is that of its credential; the session itself lasts as long as its refresh token. One
 * that ended is marked and not deleted: its TTL index does that.
 *
 * Lucia asks the machine for the time. Ours may be moved by tests, so instants are shifted on their way to it
 * and back.
 *
 * @param find how a session is looked up by its credential: by itself, or together with other requests'
 */
function createSessionAdapter(
  client: Pick<Transaction, "session">,
  clock: Clock,
  find: FindSession,
): Adapter {
  const { session } = client;

  /** How far our clock is ahead of the machine's, in milliseconds; 0 outside tests. */
  const ahead = () => clock.now().getTime() - Date.now();
  const toLucia = (instant: Date) => new Date(instant.getTime() - ahead());
  const fromLucia = (instant: Date) => new Date(instant.getTime() + ahead());

  function toSession(id: string, row: SessionRow): DatabaseSession {
    const attributes: SessionAttributes = {
      deviceInfo: row.deviceInfo,
      document: row.id,
      lastUsedAt: row.lastUsedAt,
      endsAt: row.expiresAt,
    };
    return { id, userId: row.userId, expiresAt: toLucia(row.sessionExpiresAt), attributes };
  }

  return {
    async getSessionAndUser(id) {
      const row = await find(hashToken(id));
      const isGood =
        row !== undefined && !row.isRevoked && row.user.isActive && row.sessionExpiresAt > clock.now();
      if (!isGood) return [null, null];
      const user: DatabaseUser = { id: row.user.id, attributes: { role: row.user.role } };
      return [toSession(id, row), user];
    },

    async getUserSessions(user) {
      const rows = await session.findMany({
        where: { userId: user, isRevoked: false, sessionExpiresAt: { gt: clock.now() } },
        select: { ...sessionColumns, sessionId: true },
      });
      // The raw credentials are nowhere, so the hashes stand for them.
      return rows.map((row) => toSession(row.sessionId, row));
    },

    async setSession({ id, userId: user, expiresAt, attributes: { deviceInfo, refreshToken } }) {
      if (refreshToken === undefined) throw new Error("A session cannot be kept without a refresh token.");
      const now = clock.now();
      await session.create({
        data: {
          userId: user,
          sessionId: hashToken(id),
          refreshToken: hashToken(refreshToken),
          deviceInfo,
          sessionExpiresAt: fromLucia(expiresAt),
          expiresAt: sessionEnd(now, now),
          lastUsedAt: now,
          createdAt: now,
          updatedAt: now,
        },
        select: { id: true },
      });
    },

    // Extending is ours: Lucia would only do it in the second half of a credential's life (see findSessionHolder).
    async updateSessionExpiration() {},

    // Lucia deletes what it finds expired. Here only the credential is: the session may still be refreshed, and
    // ending one is closeSession's.
    async deleteSession() {},

    async deleteUserSessions(user) {
      await revokeSessions(client, { userId: userId.parse(user) }, clock.now());
    },

    async deleteExpiredSessions() {
      await session.deleteMany({ where: { expiresAt: { lte: clock.now() } } });
    },
  };
}

declare module "lucia" {
  interface Register {
    Lucia: Sessions;
    DatabaseSessionAttributes: SessionAttributes;
    DatabaseUserAttributes: UserAttributes;
  }
}
