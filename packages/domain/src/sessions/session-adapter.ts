import type { DeviceInfo } from "@foyer/contract/user";
import type { Database } from "@foyer/db/database";
import type { Adapter, DatabaseSession, DatabaseUser } from "lucia";
import type { Clock } from "../foyer.js";
import { hashToken } from "./token.js";

/** What Lucia carries with a session for us. */
export interface SessionAttributes {
  readonly deviceInfo: DeviceInfo;
  /** Raw on the way in; Lucia never gets it back. */
  readonly refreshToken?: string;
}

/** What Lucia carries with a user for us. */
export interface UserAttributes {
  readonly role: "user" | "admin";
}

/** The part of a session that Lucia is given back. */
const sessionColumns = {
  userId: true,
  expiresAt: true,
  isRevoked: true,
  deviceInfo: true,
} as const;

/**
 * Lucia's storage over our Session collection. Lucia knows the raw credential; the database only its hash, so
 * every id is hashed on the way in. A session that ended is marked and not deleted: its TTL index does that.
 *
 * Lucia asks the machine for the time. Ours may be moved by tests, so instants are shifted on their way to it
 * and back.
 */
export function createSessionAdapter(db: Database, clock: Clock): Adapter {
  const { session } = db.prisma;

  /** How far our clock is ahead of the machine's, in milliseconds; 0 outside tests. */
  const ahead = () => clock.now().getTime() - Date.now();
  const toLucia = (instant: Date) => new Date(instant.getTime() - ahead());
  const fromLucia = (instant: Date) => new Date(instant.getTime() + ahead());

  function toSession(
    id: string,
    row: { userId: string; expiresAt: Date; deviceInfo: DeviceInfo },
  ): DatabaseSession {
    const attributes: SessionAttributes = { deviceInfo: row.deviceInfo };
    return { id, userId: row.userId, expiresAt: toLucia(row.expiresAt), attributes };
  }

  return {
    async getSessionAndUser(id) {
      const row = await session.findUnique({
        where: { sessionId: hashToken(id) },
        select: { ...sessionColumns, user: { select: { id: true, role: true, isActive: true } } },
      });
      if (row === null || row.isRevoked || !row.user.isActive || row.expiresAt <= clock.now())
        return [null, null];
      const user: DatabaseUser = { id: row.user.id, attributes: { role: row.user.role } };
      return [toSession(id, row), user];
    },

    async getUserSessions(userId) {
      const rows = await session.findMany({
        where: { userId, isRevoked: false, expiresAt: { gt: clock.now() } },
        select: { ...sessionColumns, sessionId: true },
      });
      // The raw credentials are nowhere, so the hashes stand for them.
      return rows.map((row) => toSession(row.sessionId, row));
    },

    async setSession({ id, userId, expiresAt, attributes: { deviceInfo, refreshToken } }) {
      if (refreshToken === undefined) throw new Error("A session cannot be kept without a refresh token.");
      await session.create({
        data: {
          userId,
          sessionId: hashToken(id),
          refreshToken: hashToken(refreshToken),
          deviceInfo,
          expiresAt: fromLucia(expiresAt),
          createdAt: clock.now(),
          updatedAt: clock.now(),
        },
        select: { id: true },
      });
    },

    async updateSessionExpiration(id, expiresAt) {
      await session.updateMany({
        where: { sessionId: hashToken(id), isRevoked: false },
        data: { expiresAt: fromLucia(expiresAt), updatedAt: clock.now() },
      });
    },

    async deleteSession(id) {
      await session.updateMany({
        where: { sessionId: hashToken(id), isRevoked: false },
        data: { isRevoked: true, updatedAt: clock.now() },
      });
    },

    async deleteUserSessions(userId) {
      await session.updateMany({
        where: { userId, isRevoked: false },
        data: { isRevoked: true, updatedAt: clock.now() },
      });
    },

    async deleteExpiredSessions() {
      await session.deleteMany({ where: { expiresAt: { lte: clock.now() } } });
    },
  };
}
