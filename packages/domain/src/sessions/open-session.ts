import type { UserId } from "@foyer/contract/ids";
import type { DeviceInfo } from "@foyer/contract/user";
import type { Transaction } from "@foyer/db/database";
import type { AppContext } from "../context.js";
import { type Credentials, newToken } from "./credentials.js";
import { revokeSessions } from "./revoke-sessions.js";

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
