import type { UserId } from "@foyer/contract/ids";
import type { DeviceInfo } from "@foyer/contract/user";
import type { Transaction } from "@foyer/db/database";
import { revokeAllApiKeys } from "../api-keys/revoke-api-key.js";
import type { AppContext } from "../context.js";
import { recordSecurityEventIn, type SecurityEvent } from "../security/security-events.js";
import { newToken } from "../sessions/credentials.js";
import { revokeSessions } from "../sessions/revoke-sessions.js";
import { NO_PASSWORD } from "./no-password.js";

/** Who has shown that they read the mail of an account's address. */
export interface AddressProof {
  readonly id: UserId;
  readonly device: DeviceInfo;
  /** Whether the account has signed in on this device before. */
  readonly isKnownDevice: boolean;
}

/**
 * Makes an account that of whoever reads the mail of its address, in the transaction that signs them in. A guest becomes
 * an account. The first proof of an account on a device that it does not know takes it from whoever made it without a
 * proof: the password, all sessions, API keys and device tokens end (domain rules, Sign-in by mail).
 *
 * @returns the events to log after the commit
 */
export async function proveAddress(
  tx: Transaction,
  context: Pick<AppContext, "clock" | "random">,
  { id, device, isKnownDevice }: AddressProof,
): Promise<SecurityEvent[]> {
  const now = context.clock.now();
  const { isGuest, emailVerifiedAt, password } = await tx.user.findUniqueOrThrow({
    where: { id },
    select: { isGuest: true, emailVerifiedAt: true, password: true },
  });
  if (emailVerifiedAt !== null) {
    if (isGuest) await tx.user.update({ where: { id }, data: { isGuest: false }, select: { id: true } });
    return [];
  }
  const isTaken = !isKnownDevice && password !== NO_PASSWORD;
  await tx.user.update({
    where: { id },
    data: {
      emailVerifiedAt: now,
      isGuest: false,
      updatedAt: now,
      ...(isTaken && { password: NO_PASSWORD, deviceKey: newToken(context.random) }),
    },
    select: { id: true },
  });
  const proved: SecurityEvent = {
    type: "email_verified",
    userId: id,
    device,
    ...(isTaken && { detail: "For the first time, on another device: the password and all sessions ended." }),
  };
  await recordSecurityEventIn(tx, context, proved);
  if (!isTaken) return [proved];
  await revokeSessions(tx, { userId: id }, now);
  const because = "the address was proved for the first time";
  const revoked = await revokeAllApiKeys(tx, context, { userId: id, device, because });
  return revoked === undefined ? [proved] : [proved, revoked];
}
