import type { UserId } from "@foyer/contract/ids";
import { userId as userIdSchema } from "@foyer/contract/ids";
import type { DeviceInfo } from "@foyer/contract/user";
import type { Actor } from "../actor.js";
import type { Foyer } from "../foyer.js";
import { newToken } from "./token.js";

/** The credentials of a new session. They exist only here and with their holder. */
export interface Credentials {
  readonly sessionToken: string;
  readonly refreshToken: string;
  readonly expiresAt: Date;
}

/** Who a session credential belongs to, and whether it was just prolonged. */
export interface SessionHolder extends Actor {
  readonly sessionToken: string;
  /** The session's end moved: a browser needs its cookie again. */
  readonly isFresh: boolean;
}

/** Signs a device in: always with new credentials. */
export async function openSession(
  foyer: Foyer,
  userId: UserId,
  deviceInfo: DeviceInfo,
): Promise<Credentials> {
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
  return { id: userIdSchema.parse(user.id), role: user.role, sessionToken, isFresh: session.fresh };
}

/** Signs a device out. Doing it twice does no harm. */
export async function closeSession(foyer: Foyer, sessionToken: string): Promise<void> {
  await foyer.sessions.invalidateSession(sessionToken);
}
