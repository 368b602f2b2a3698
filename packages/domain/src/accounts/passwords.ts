import { userId } from "@foyer/contract/ids";
import { MINUTE_MS } from "@foyer/contract/time";
import type { DeviceInfo } from "@foyer/contract/user";
import { revokeAllApiKeys } from "../api-keys/revoke-api-key.js";
import type { AppContext } from "../context.js";
import { DomainError } from "../domain-error.js";
import {
  recordSecurityEvent,
  recordSecurityEventIn,
  type SecurityEvent,
} from "../security/security-events.js";
import { newToken } from "../sessions/credentials.js";
import type { SessionHolder } from "../sessions/lucia.js";
import { revokeSessions } from "../sessions/revoke-sessions.js";
import { requireAcceptablePassword } from "./acceptable-password.js";
import { createAccountLink, findLinkOwner, useAccountLink } from "./account-link.js";
import { passwordChangedMail, resetMail } from "./account-mails.js";
import { mailAccountNotice } from "./account-notice.js";
import { clearDeviceFailures, NO_FAILURES } from "./failed-sign-ins.js";
import { issueDeviceToken } from "./known-device.js";
import { requireOwnPassword } from "./own-password.js";

const RESET_LINK_LIFE_MS = 30 * MINUTE_MS;

/** Links that a new password makes void: what others may have asked for with the old one. */
const VOID_WITH_PASSWORD = ["reset_password", "sign_in", "change_email", "delete_account"] as const;

/**
 * Changes the user's password and signs out all other devices, whose device tokens become invalid. An account without a
 * password gets one.
 *
 * @returns the new device token of this device
 * @throws DomainError INVALID_CREDENTIALS if the current password is wrong, PASSWORD_TOO_COMMON, BUSY
 */
export async function changePassword(
  context: AppContext,
  holder: SessionHolder,
  input: {
    readonly currentPassword?: string | undefined;
    readonly newPassword: string;
    readonly device: DeviceInfo;
    readonly deviceToken?: string | undefined;
  },
): Promise<string> {
  const user = await context.db.prisma.user.findUnique({
    where: { id: holder.id },
    select: { email: true, name: true, password: true, emailVerifiedAt: true },
  });
  await requireOwnPassword(context, {
    id: holder.id,
    stored: user?.password,
    given: input.currentPassword,
    field: "currentPassword",
    purpose: "to change it",
    device: input.device,
  });
  if (user === null) throw new DomainError("UNAUTHENTICATED", "Sign in to do this.");
  requireAcceptablePassword(input.newPassword, user, "newPassword");
  const password = await context.passwords.hash(input.newPassword);
  const event: SecurityEvent = { type: "password_changed", userId: holder.id, device: input.device };
  const deviceKey = newToken(context.random);
  const changed = await context.db.transaction(async (tx) => {
    const now = context.clock.now();
    // Only if the hash is still the verified one: of two concurrent changes one fails.
    const { count } = await tx.user.updateMany({
      where: { id: holder.id, password: user.password },
      data: { password, deviceKey, updatedAt: now },
    });
    if (count === 0) return false;
    await clearDeviceFailures(tx, holder.id);
    await tx.accountLink.deleteMany({
      where: { userId: holder.id, purpose: { in: [...VOID_WITH_PASSWORD] } },
    });
    await revokeSessions(tx, { userId: holder.id, id: { not: holder.session } }, now);
    await recordSecurityEventIn(tx, context, event);
    return true;
  });
  if (!changed) throw new DomainError("INVALID_CREDENTIALS", "The password was changed a moment ago.");
  context.onSecurityEvent(event);
  await mailAccountNotice(context, { ...user, id: holder.id }, (proof) => passwordChangedMail(user, proof));
  return issueDeviceToken({ id: holder.id, deviceKey }, { token: input.deviceToken, random: context.random });
}

/**
 * Mails a password reset link if the account exists. The caller answers without awaiting it, so that neither
 * answer nor response time reveals whether it does.
 *
 * @returns when it is done, for callers other than the API
 */
export async function requestPasswordReset(
  context: AppContext,
  email: string,
  device: DeviceInfo,
): Promise<void> {
  const row = await context.db.prisma.user.findUnique({
    where: { email },
    select: { id: true, email: true, name: true, isActive: true, emailVerifiedAt: true },
  });
  if (row === null || !row.isActive) {
    await recordSecurityEvent(context, { type: "password_reset_requested", userEmail: email, device });
    return;
  }
  const user = { ...row, id: userId.parse(row.id) };
  await recordSecurityEvent(context, { type: "password_reset_requested", userId: user.id, device });
  const link = { purpose: "reset_password", lifetime: RESET_LINK_LIFE_MS } as const;
  const token = await createAccountLink(context, user, link);
  context.sendMail(resetMail(context.publicUrl, user, token));
}

/**
 * Sets a new password with the token of a mailed link, even while the account is locked: access to the mailbox is
 * access to the account. Unlocks it, signs out all devices, whose device tokens become invalid, and revokes all API
 * keys: whoever had the account may have created some (decision 0048). Webhooks stay, and the mail about it says so (decision 0064).
 *
 * @throws DomainError LINK_NOT_VALID, PASSWORD_TOO_COMMON, BUSY
 */
export async function resetPassword(
  context: AppContext,
  input: { readonly token: string; readonly newPassword: string },
  device: DeviceInfo,
): Promise<void> {
  const link = { token: input.token, purpose: "reset_password" } as const;
  // Checked before the expensive hashing; used below, in the transaction.
  const owner = await findLinkOwner(context.db.prisma, context, link);
  requireAcceptablePassword(input.newPassword, owner, "newPassword");
  const password = await context.passwords.hash(input.newPassword);
  const event: SecurityEvent = { type: "password_reset", userId: owner.id, device };
  const { revoked, hasWebhooks } = await context.db.transaction(async (tx) => {
    const { id } = await useAccountLink(tx, context, link);
    const now = context.clock.now();
    await tx.user.update({
      where: { id },
      // The token came by mail, so the address is verified as well.
      data: {
        password,
        deviceKey: newToken(context.random),
        emailVerifiedAt: now,
        isGuest: false,
        updatedAt: now,
        ...NO_FAILURES,
      },
      select: { id: true },
    });
    await clearDeviceFailures(tx, id);
    await tx.accountLink.deleteMany({ where: { userId: id, purpose: { in: [...VOID_WITH_PASSWORD] } } });
    await revokeSessions(tx, { userId: id }, now);
    await recordSecurityEventIn(tx, context, event);
    const because = "the password was reset";
    const webhook = await tx.webhookEndpoint.findFirst({
      where: { organizerId: id },
      select: { id: true },
    });
    return {
      revoked: await revokeAllApiKeys(tx, context, { userId: owner.id, device, because }),
      hasWebhooks: webhook !== null,
    };
  });
  context.onSecurityEvent(event);
  if (revoked !== undefined) context.onSecurityEvent(revoked);
  const proved = { ...owner, emailVerifiedAt: context.clock.now() };
  const webhooksPage = hasWebhooks ? `${context.publicUrl}/manage/webhooks` : undefined;
  const reset = { areKeysRevoked: revoked !== undefined, webhooksPage };
  context.sendMail(passwordChangedMail(proved, undefined, reset));
}
