import { type SessionDocumentId, sessionDocumentId, userId } from "@foyer/contract/ids";
import type { DeviceInfo } from "@foyer/contract/user";
import type { Transaction } from "@foyer/db/database";
import { type Adapter, type DatabaseSession, type DatabaseUser, Lucia, TimeSpan } from "lucia";
import type { Actor } from "../actor.js";
import type { Clock } from "../clock.js";
import { CREDENTIAL_LIFE_MS, hashToken, isDueForExtension, sessionEnd } from "./credentials.js";
import type { SessionExtension } from "./extend-session.js";
import { revokeSessions } from "./revoke-sessions.js";
import { type FindSession, type SessionRow, sessionColumns } from "./session-lookup.js";

/**
 * Lucia generates sessions, checks their expiry, and writes and reads their cookie. Ours are the storage, the
 * sliding and absolute lifetimes, the refresh tokens and revocation.
 */

/** The attributes that Lucia stores with a session for us. */
interface SessionAttributes {
  readonly deviceInfo: DeviceInfo;
  /** Raw on the way in; never returned to Lucia. */
  readonly refreshToken?: string;
  /** The document's id, the time of the last use, and the session's end; missing on the way in. */
  readonly document?: string;
  readonly lastUsedAt?: Date;
  readonly endsAt?: Date;
}

/** The attributes that Lucia stores with a user for us. */
interface UserAttributes {
  readonly role: "user" | "admin";
}

/** The attributes of a session that Lucia exposes, besides its user. */
interface SessionFacts {
  /** The id of its document; not a credential. */
  readonly document: string;
  readonly lastUsedAt: Date;
  /** When the session itself ends. */
  readonly endsAt: Date;
}

/** A placeholder: Lucia only exposes the attributes of stored sessions. */
const NEVER = new Date(0);

/** Lucia with our attributes. */
export type Sessions = Lucia<SessionFacts, UserAttributes>;

/**
 * Lucia with our storage.
 *
 * @param find looks up a session by its token
 * @param secureCookies false only if the app is served over plain HTTP on this machine
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

/** The user of a session token, and whether it was just extended. */
export interface SessionHolder extends Actor {
  /** Identifies the session; not a credential. */
  readonly session: SessionDocumentId;
  readonly sessionToken: string;
  /** The token was extended: a browser has to get its cookie again. */
  readonly isFresh: boolean;
}

/** The user of a session token; null if it is unknown, expired or revoked, or its user is disabled. */
export async function findSessionHolder(
  context: {
    readonly clock: Clock;
    readonly sessions: Sessions;
    readonly sessionExtension: SessionExtension;
  },
  sessionToken: string,
): Promise<SessionHolder | null> {
  const { session, user } = await context.sessions.validateSession(sessionToken);
  if (session === null) return null;
  const isDue = isDueForExtension(session.lastUsedAt, context.clock.now());
  return {
    id: userId.parse(user.id),
    role: user.role,
    session: sessionDocumentId.parse(session.document),
    sessionToken,
    isFresh: isDue && (await context.sessionExtension.extend(session)),
  };
}

/**
 * Lucia's storage interface for our Session collection, in the database or within a transaction. Lucia has the
 * raw session token and the database only its hash, so ids are hashed on the way in. Lucia's expiration is that
 * of the session token; the session lasts as long as its refresh token. An ended session is marked, and deleted
 * by its TTL index.
 *
 * Lucia reads the system clock. Tests may set ours, so instants are shifted on their way to Lucia and back.
 *
 * @param find looks up a session by its token: alone, or in a batch with other requests
 */
function createSessionAdapter(
  client: Pick<Transaction, "session">,
  clock: Clock,
  find: FindSession,
): Adapter {
  const { session } = client;

  /** How far our clock is ahead of the system clock, in milliseconds; 0 outside of tests. */
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
      // Hashes, since the raw tokens are not stored.
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

    // Extensions are made by findSessionHolder: Lucia would only extend in the second half of a token's lifetime.
    async updateSessionExpiration() {},

    // Lucia deletes sessions it finds expired. Here only the session token is: the session may still be
    // refreshed, and closeSession ends it.
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
