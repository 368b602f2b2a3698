import { type UserId, userId } from "@foyer/contract/ids";
import type { DeviceInfo, loginInput } from "@foyer/contract/user";
import type { z } from "zod";
import { DomainError } from "../domain-error.js";
import type { Foyer } from "../foyer.js";
import { inEvenSteps } from "../security/even-steps.js";
import { recordSecurityEvent } from "../security/security-events.js";
import { openSession } from "../sessions/open-session.js";
import { accountColumns, toUserView } from "./account-view.js";
import { NO_FAILURES, recordFailedSignIn } from "./failed-sign-ins.js";
import type { SignedInAccount } from "./signed-in.js";

/**
 * Signs a device in with email and password. Wrong password, unknown address, locked and disabled give the
 * same answer after the same time (domain rules, User).
 *
 * @throws DomainError INVALID_CREDENTIALS, BUSY
 */
export async function signIn(
  foyer: Foyer,
  input: Pick<z.output<typeof loginInput>, "email" | "password">,
  device: DeviceInfo,
): Promise<SignedInAccount> {
  const id = await inEvenSteps(() => checkCredentials(foyer, input, device));
  const now = foyer.clock.now();
  const row = await foyer.db.write((prisma) =>
    prisma.user.update({
      where: { id },
      data: { lastLoginAt: now, updatedAt: now, ...NO_FAILURES },
      select: accountColumns,
    }),
  );
  const credentials = await openSession(foyer, id, device);
  await recordSecurityEvent(foyer, { type: "signed_in", userId: id, device });
  return { user: toUserView(row, now), credentials };
}

async function checkCredentials(
  foyer: Foyer,
  { email, password }: { readonly email: string; readonly password: string },
  device: DeviceInfo,
): Promise<UserId> {
  const found = await foyer.db.prisma.user.findUnique({
    where: { email },
    select: { id: true, password: true, isActive: true, lockedUntil: true },
  });
  const isRight = await foyer.passwords.verify(found?.password, password);
  const isLocked = found?.lockedUntil != null && found.lockedUntil > foyer.clock.now();
  if (found !== null && isRight && found.isActive && !isLocked) {
    if (foyer.passwords.isOutdated(found.password)) await rehash(foyer, found.id, found.password, password);
    return userId.parse(found.id);
  }

  const user = found === null ? { userEmail: email } : { userId: userId.parse(found.id) };
  await recordSecurityEvent(foyer, { type: "sign_in_failed", ...user, device });
  if (found !== null && !isRight) {
    const lockedUntil = await recordFailedSignIn(foyer, userId.parse(found.id));
    if (lockedUntil !== null) {
      const detail = `Until ${lockedUntil.toISOString()}.`;
      await recordSecurityEvent(foyer, { type: "account_locked", ...user, device, detail });
    }
  }
  throw new DomainError("INVALID_CREDENTIALS", "This email address and password do not match an account.");
}

/** Brings a hash up to today's costs, unless the password was changed in the meantime. */
async function rehash(foyer: Foyer, id: string, oldHash: string, password: string): Promise<void> {
  const newHash = await foyer.passwords.hash(password);
  await foyer.db.transaction(async (tx) => {
    await tx.user.updateMany({ where: { id, password: oldHash }, data: { password: newHash } });
  });
}
