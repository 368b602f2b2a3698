import {
  type SessionDocumentId,
  sessionDocumentId,
  type UserId,
  userId as userIdSchema,
} from "@foyer/contract/ids";
import type { DeviceInfo } from "@foyer/contract/user";
import type { Transaction } from "@foyer/db/database";
import type { Actor } from "../actor.js";
import type { AppContext } from "../context.js";
import { type Credentials, isDueForExtension, newToken } from "./credentials.js";
import { revokeSessions } from "./revoke-sessions.js";

/** The user of a session token, and whether it was just extended. */
export interface SessionHolder extends Actor {
  /** Identifies the session; not a credential. */
  readonly session: SessionDocumentId;
  readonly sessionToken: string;
  /** The token was extended: a browser has to get its cookie again. */
  readonly isFresh: boolean;
}

/**
 * Opens a session with new credentials, in the transaction that authenticated the user. A device that sends an id
 * replaces its earlier session.
 */
export async function openSession(
  tx: Transaction,
  context: Pick<AppContext, "clock" | "random" | "sessionsIn">,
  { userId, deviceInfo }: { readonly userId: UserId; readonly deviceInfo: DeviceInfo },
): Promise<Credentials> {
  if (deviceInfo.deviceId !== null) {
    const which = { userId, deviceInfo: { is: { deviceId: deviceInfo.deviceId } } };
    await revokeSessions(tx, which, context.clock.now());
  }
  const sessionToken = newToken(context.random);
  const refreshToken = newToken(context.random);
  const session = await context
    .sessionsIn(tx)
    .createSession(userId, { deviceInfo, refreshToken }, { sessionId: sessionToken });
  return { sessionToken, refreshToken, expiresAt: session.expiresAt };
}

/** The user of a session token; undefined if it is unknown, expired or revoked, or its user is disabled. */
export async function findSessionHolder(
  context: Pick<AppContext, "clock" | "sessions" | "sessionExtension">,
  sessionToken: string,
): Promise<SessionHolder | null> {
  const { session, user } = await context.sessions.validateSession(sessionToken);
  if (session === null) return null;
  const isDue = isDueForExtension(session.lastUsedAt, context.clock.now());
  return {
    id: userIdSchema.parse(user.id),
    role: user.role,
    session: sessionDocumentId.parse(session.document),
    sessionToken,
    isFresh: isDue && (await context.sessionExtension.extend(session)),
  };
}
