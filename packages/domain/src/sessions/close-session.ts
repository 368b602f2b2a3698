import { userId } from "@foyer/contract/ids";
import type { DeviceInfo } from "@foyer/contract/user";
import type { AppContext } from "../context.js";
import { recordSecurityEvent } from "../security/security-events.js";
import { hashToken } from "./credentials.js";
import { revokeSessions } from "./revoke-sessions.js";

/** The credentials of a session that a device still has. The session token may have expired long ago. */
export interface SessionRemains {
  readonly sessionToken?: string | undefined;
  readonly refreshToken?: string | undefined;
}

/** Signs a device out by either of its credentials, valid or not. Idempotent. */
export async function closeSession(
  context: Pick<AppContext, "db" | "clock" | "onSecurityEvent">,
  remains: SessionRemains,
  device: DeviceInfo,
): Promise<void> {
  const { prisma } = context.db;
  const hashes = [remains.sessionToken, remains.refreshToken].flatMap((token) =>
    token ? [hashToken(token)] : [],
  );
  if (hashes.length === 0) return;
  const rotated = await prisma.rotatedRefreshToken.findMany({
    where: { tokenHash: { in: hashes } },
    select: { session: true },
  });
  const those = {
    OR: [
      { sessionId: { in: hashes } },
      { refreshToken: { in: hashes } },
      { id: { in: rotated.map(({ session }) => session) } },
    ],
  };
  const sessions = await prisma.session.findMany({
    where: { ...those, isRevoked: false },
    select: { id: true, userId: true },
  });
  for (const session of sessions) {
    const user = userId.parse(session.userId);
    const which = { userId: user, id: session.id };
    await context.db.write((client) => revokeSessions(client, which, context.clock.now()));
    await recordSecurityEvent(context, {
      type: "signed_out",
      userId: user,
      device,
      detail: `Session ${session.id}.`,
    });
  }
}
