import type { UserId } from "@foyer/contract/ids";
import type { Role } from "@foyer/contract/user";
import type { Transaction } from "@foyer/db/database";
import type { Actor } from "../actor.js";
import { DomainError } from "../domain-error.js";
import type { Foyer } from "../foyer.js";
import { recordSecurityEvent } from "../security/security-events.js";
import { accountColumns, toUserView, type UserAnswer } from "./account-view.js";
import { NO_FAILURES } from "./failed-sign-ins.js";

/**
 * Makes a user an admin, or an admin a user.
 *
 * @throws DomainError NOT_FOUND, LAST_ADMIN
 */
export async function setRole(
  foyer: Foyer,
  actor: Actor,
  { id, role }: { id: UserId; role: Role },
): Promise<UserAnswer> {
  const user = await change(foyer, id, { role });
  await recordSecurityEvent(foyer, {
    type: "role_changed",
    userId: id,
    actorId: actor.id,
    detail: `Now ${role}.`,
  });
  return user;
}

/**
 * Disables an account, which ends its sessions at once, or enables it again.
 *
 * @throws DomainError NOT_FOUND, LAST_ADMIN
 */
export async function setUserActive(
  foyer: Foyer,
  actor: Actor,
  { id, isActive }: { id: UserId; isActive: boolean },
): Promise<UserAnswer> {
  const user = await change(foyer, id, { isActive });
  const type = isActive ? "account_enabled" : "account_disabled";
  await recordSecurityEvent(foyer, { type, userId: id, actorId: actor.id });
  return user;
}

/**
 * Ends a lock before its time.
 *
 * @throws DomainError NOT_FOUND
 */
export async function unlockUser(foyer: Foyer, actor: Actor, id: UserId): Promise<UserAnswer> {
  const user = await change(foyer, id, NO_FAILURES);
  await recordSecurityEvent(foyer, { type: "account_unlocked", userId: id, actorId: actor.id });
  return user;
}

type Change = { readonly role: Role } | { readonly isActive: boolean } | typeof NO_FAILURES;

async function change(foyer: Foyer, id: UserId, data: Change): Promise<UserAnswer> {
  return foyer.db.transaction(async (tx) => {
    const now = foyer.clock.now();
    const before = await tx.user.findUnique({ where: { id }, select: { id: true } });
    if (before === null) throw new DomainError("NOT_FOUND", "There is no such user.");
    const takesPower = ("role" in data && data.role !== "admin") || ("isActive" in data && !data.isActive);
    if (takesPower) await requireAnotherAdmin(tx, id, now);

    const row = await tx.user.update({
      where: { id },
      data: { ...data, updatedAt: now },
      select: accountColumns,
    });
    if ("isActive" in data && !data.isActive) {
      await tx.session.updateMany({
        where: { userId: id, isRevoked: false },
        data: { isRevoked: true, updatedAt: now },
      });
    }
    return toUserView(row, now);
  });
}

/**
 * Two admins who demote each other at once each see the other still in office: snapshots alone would let both
 * pass. So whoever takes an admin's power writes to all the others, and one of the two meets a conflict.
 */
async function requireAnotherAdmin(tx: Transaction, id: UserId, now: Date): Promise<void> {
  const { count } = await tx.user.updateMany({
    where: { role: "admin", isActive: true, id: { not: id } },
    data: { updatedAt: now },
  });
  if (count > 0) return;
  const isAdmin = await tx.user.count({ where: { id, role: "admin", isActive: true } });
  if (isAdmin > 0) {
    throw new DomainError("LAST_ADMIN", "This is the last active admin. Make somebody else an admin first.");
  }
}
