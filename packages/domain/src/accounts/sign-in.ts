import { userId } from "@foyer/contract/ids";
import type { DeviceInfo, loginInput } from "@foyer/contract/user";
import type { z } from "zod";
import { DomainError } from "../domain-error.js";
import type { Foyer } from "../foyer.js";
import { openSession } from "../sessions/open-session.js";
import { accountColumns, toUserView } from "./account-view.js";
import { verifyPassword } from "./password-hash.js";
import type { SignedInAccount } from "./signed-in.js";

/**
 * Signs a device in with email and password. Wrong password, unknown address, locked and disabled give the
 * same answer after the same work (domain rules, User).
 *
 * @throws DomainError INVALID_CREDENTIALS
 */
export async function signIn(
  foyer: Foyer,
  input: z.output<typeof loginInput>,
  device: DeviceInfo,
): Promise<SignedInAccount> {
  const found = await foyer.db.prisma.user.findUnique({
    where: { email: input.email },
    select: { id: true, password: true, isActive: true, lockedUntil: true },
  });
  const isRight = await verifyPassword(found?.password, input.password);
  const now = foyer.clock.now();
  const isLocked = found?.lockedUntil != null && found.lockedUntil > now;
  if (found === null || !isRight || !found.isActive || isLocked) {
    throw new DomainError("INVALID_CREDENTIALS", "This email address and password do not match an account.");
  }

  const row = await foyer.db.prisma.user.update({
    where: { id: found.id },
    data: { lastLoginAt: now, updatedAt: now },
    select: accountColumns,
  });
  const credentials = await openSession(foyer, userId.parse(found.id), device);
  return { user: toUserView(row, now), credentials };
}
