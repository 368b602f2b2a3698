import { userId } from "@foyer/contract/ids";
import type { DeviceInfo } from "@foyer/contract/user";
import { revokeAllApiKeys } from "../api-keys/revoke-api-key.js";
import type { AppContext } from "../context.js";
import { recordSecurityEventIn, type SecurityEvent } from "../security/security-events.js";
import { newToken } from "../sessions/credentials.js";
import { revokeSessions } from "../sessions/revoke-sessions.js";
import { findLink, linkNotValid } from "./account-link.js";
import { changeAddress, orEmailTaken } from "./address-of-account.js";
import { clearDeviceFailures, NO_FAILURES } from "./failed-sign-ins.js";
import { NO_PASSWORD } from "./no-password.js";

/**
 * Gives an account back the address that it had before, whatever it has now. Whoever changed it knew the password, so
 * that is void, all devices are signed out and all API keys revoked: the owner signs in by mail and sets a new one. Links
 * that take back a later address are void as well; an earlier one outranks this.
 *
 * @throws DomainError LINK_NOT_VALID, EMAIL_TAKEN
 */
export async function undoEmailChange(
  context: Pick<AppContext, "db" | "clock" | "random" | "onSecurityEvent">,
  token: string,
  device: DeviceInfo,
): Promise<void> {
  const undo = () =>
    context.db.transaction(async (tx) => {
      const now = context.clock.now();
      const link = await findLink(tx, context, { token, purpose: "undo_email_change" });
      if (link === null) throw linkNotValid();
      const user = await tx.user.findUnique({
        where: { id: link.userId },
        select: { name: true, email: true, isActive: true },
      });
      if (user === null || !user.isActive) throw linkNotValid();
      const id = userId.parse(link.userId);
      // Also if the account has the address already: the other things that follow are wanted all the same.
      await changeAddress(tx, context, { id, name: user.name }, link.email, now);
      await tx.user.update({
        where: { id },
        data: { password: NO_PASSWORD, deviceKey: newToken(context.random), ...NO_FAILURES },
        select: { id: true },
      });
      await clearDeviceFailures(tx, id);
      await tx.accountLink.deleteMany({ where: { userId: id, createdAt: { gte: link.createdAt } } });
      await revokeSessions(tx, { userId: id }, now);
      const event: SecurityEvent = {
        type: "email_change_undone",
        userId: id,
        userEmail: user.email,
        device,
        detail: `Back to ${link.email}.`,
      };
      await recordSecurityEventIn(tx, context, event);
      const because = "the former address was taken back";
      return [event, await revokeAllApiKeys(tx, context, { userId: id, device, because })];
    });
  for (const event of await orEmailTaken(undo)) if (event !== undefined) context.onSecurityEvent(event);
}
