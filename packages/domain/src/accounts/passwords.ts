import { userId } from "@foyer/contract/ids";
import { MINUTE_MS } from "@foyer/contract/time";
import type { DeviceInfo } from "@foyer/contract/user";
import { DomainError } from "../domain-error.js";
import type { Foyer } from "../foyer.js";
import { passwordChangedMail, resetMail } from "../mail/account-mails.js";
import { inEvenSteps } from "../security/even-steps.js";
import { recordSecurityEvent } from "../security/security-events.js";
import { revokeOtherDevices } from "../sessions/devices.js";
import type { SessionHolder } from "../sessions/open-session.js";
import { requireAcceptablePassword } from "./acceptable-password.js";
import { createAccountLink, useAccountLink } from "./account-link.js";
import { NO_FAILURES } from "./failed-sign-ins.js";

const RESET_LINK_LIFE_MS = 30 * MINUTE_MS;

/**
 * Changes the holder's password and signs out all of their other devices.
 *
 * @throws DomainError INVALID_CREDENTIALS when the current one is wrong, PASSWORD_TOO_COMMON, BUSY
 */
export async function changePassword(
  foyer: Foyer,
  holder: SessionHolder,
  input: { readonly currentPassword: string; readonly newPassword: string; readonly device: DeviceInfo },
): Promise<void> {
  const user = await foyer.db.prisma.user.findUnique({
    where: { id: holder.id },
    select: { email: true, name: true, password: true },
  });
  const isRight = await foyer.passwords.verify(user?.password, input.currentPassword);
  if (user === null || !isRight) {
    throw new DomainError("INVALID_CREDENTIALS", "The current password is wrong.", {
      field: "currentPassword",
    });
  }
  requireAcceptablePassword(input.newPassword, user);
  const password = await foyer.passwords.hash(input.newPassword);
  const changed = await foyer.db.transaction(async (tx) => {
    // Only over the password that was checked: two changes at once do not overwrite each other.
    const { count } = await tx.user.updateMany({
      where: { id: holder.id, password: user.password },
      data: { password, updatedAt: foyer.clock.now() },
    });
    await tx.accountLink.deleteMany({ where: { userId: holder.id, purpose: "reset_password" } });
    return count === 1;
  });
  if (!changed) throw new DomainError("INVALID_CREDENTIALS", "The password was changed a moment ago.");
  await revokeOtherDevices(foyer, holder, input.device);
  await recordSecurityEvent(foyer, { type: "password_changed", userId: holder.id, device: input.device });
  foyer.post(passwordChangedMail(user));
}

/**
 * Mails a link to set a new password, if there is an account with this address. Whether there is one shows
 * neither in the answer nor in its time.
 */
export async function requestPasswordReset(foyer: Foyer, email: string, device: DeviceInfo): Promise<void> {
  await inEvenSteps(async () => {
    const row = await foyer.db.prisma.user.findUnique({
      where: { email },
      select: { id: true, email: true, name: true, isActive: true },
    });
    if (row === null || !row.isActive) {
      await recordSecurityEvent(foyer, { type: "password_reset_requested", userEmail: email, device });
      return;
    }
    const user = { ...row, id: userId.parse(row.id) };
    await recordSecurityEvent(foyer, { type: "password_reset_requested", userId: user.id, device });
    const link = { purpose: "reset_password", lifetime: RESET_LINK_LIFE_MS } as const;
    const token = await createAccountLink(foyer, user, link);
    foyer.post(resetMail(foyer.publicUrl, user, token));
  });
}

/**
 * Sets a new password with the link from the mail, also while the account is locked: who has the mailbox has
 * the account. Unlocks it and signs out all of its devices.
 *
 * @throws DomainError LINK_NOT_VALID, PASSWORD_TOO_COMMON, BUSY
 */
export async function resetPassword(
  foyer: Foyer,
  input: { readonly token: string; readonly newPassword: string },
  device: DeviceInfo,
): Promise<void> {
  requireAcceptablePassword(input.newPassword, { email: "", name: "" });
  const password = await foyer.passwords.hash(input.newPassword);
  const user = await foyer.db.transaction(async (tx) => {
    const owner = await useAccountLink(tx, foyer, { token: input.token, purpose: "reset_password" });
    const now = foyer.clock.now();
    await tx.user.update({
      where: { id: owner.id },
      // The link came by mail, so the address is proved as well.
      data: { password, emailVerifiedAt: now, updatedAt: now, ...NO_FAILURES },
      select: { id: true },
    });
    await tx.session.updateMany({
      where: { userId: owner.id, isRevoked: false },
      data: { isRevoked: true, updatedAt: now },
    });
    return owner;
  });
  await recordSecurityEvent(foyer, { type: "password_reset", userId: user.id, device });
  foyer.post(passwordChangedMail(user));
}
