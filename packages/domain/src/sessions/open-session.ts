import {
  type SessionDocumentId,
  sessionDocumentId,
  type UserId,
  userId as userIdSchema,
} from "@foyer/contract/ids";
import type { DeviceInfo } from "@foyer/contract/user";
import type { Actor } from "../actor.js";
import type { Foyer } from "../foyer.js";
import { newToken } from "./token.js";

/** The credentials of a session. They exist only here and with their holder. */
export interface Credentials {
  readonly sessionToken: string;
  readonly refreshToken: string;
  /** When the session token ends, if it is not used before. */
  readonly expiresAt: Date;
}

/** Who a session credential belongs to, and whether it was just prolonged. */
export interface SessionHolder extends Actor {
  /** Names the session; not a credential. */
  readonly session: SessionDocumentId;
  readonly sessionToken: string;
  /** The credential's end moved: a browser needs its cookie again. */
  readonly isFresh: boolean;
}

/** Signs a device in: always with new credentials. A device that names itself replaces its earlier session. */
export async function openSession(
  foyer: Foyer,
  userId: UserId,
  deviceInfo: DeviceInfo,
): Promise<Credentials> {
  if (deviceInfo.deviceId !== null) {
    const where = { userId, isRevoked: false, deviceInfo: { is: { deviceId: deviceInfo.deviceId } } };
    const data = { isRevoked: true, updatedAt: foyer.clock.now() };
    await foyer.db.write((prisma) => prisma.session.updateMany({ where, data }));
  }
  const sessionToken = newToken(foyer.random);
  const refreshToken = newToken(foyer.random);
  const session = await foyer.sessions.createSession(
    userId,
    { deviceInfo, refreshToken },
    { sessionId: sessionToken },
  );
  return { sessionToken, refreshToken, expiresAt: session.expiresAt };
}

/** Who holds this credential; nobody when it is unknown, expired or revoked, or its user is disabled. */
export async function findSessionHolder(foyer: Foyer, sessionToken: string): Promise<SessionHolder | null> {
  const { session, user } = await foyer.sessions.validateSession(sessionToken);
  if (session === null) return null;
  return {
    id: userIdSchema.parse(user.id),
    role: user.role,
    session: sessionDocumentId.parse(session.document),
    sessionToken,
    isFresh: session.fresh,
  };
}

/** Signs a device out. Doing it twice does no harm. */
export async function closeSession(foyer: Foyer, sessionToken: string): Promise<void> {
  await foyer.sessions.invalidateSession(sessionToken);
}
