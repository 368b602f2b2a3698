import type { UserId } from "@foyer/contract/ids";
import type { Role } from "@foyer/contract/user";
import type { Transaction } from "@foyer/db/database";
import type { Actor } from "../actor.js";
import type { AppContext } from "../context.js";
import { DomainError } from "../domain-error.js";
import { recordSecurityEventIn, type SecurityEvent } from "../security/security-events.js";
import { revokeSessions } from "../sessions/revoke-sessions.js";
import { accountColumns, toUserView, type UserAnswer } from "./account-view.js";
import { clearDeviceFailures, NO_FAILURES } from "./failed-sign-ins.js";

/**
 * Changes a user's role.
 *
 * @throws DomainError NOT_FOUND, FORBIDDEN, LAST_ADMIN
 */
export function setRole(
  context: Pick<AppContext, "db" | "clock" | "onSecurityEvent">,
  actor: Actor,
  { id, role }: { readonly id: UserId; readonly role: Role },
): Promise<UserAnswer> {
  const event = { type: "role_changed", userId: id, actorId: actor.id, detail: `Now ${role}.` } as const;
  return changeUser(context, event, async (tx, now) => {
    const { count } = await tx.user.updateMany({
      where: { id, role: { not: role } },
      data: { role, updatedAt: now },
    });
    if (count > 0 && role !== "admin") await requireAnAdmin(tx, id, now);
    return count > 0;
  });
}

/**
 * Disables an account, which ends its sessions at once, or enables it again.
 *
 * @throws DomainError NOT_FOUND, FORBIDDEN, LAST_ADMIN
 */
export function setUserActive(
  context: Pick<AppContext, "db" | "clock" | "onSecurityEvent">,
  actor: Actor,
  { id, isActive }: { readonly id: UserId; readonly isActive: boolean },
): Promise<UserAnswer> {
  const type = isActive ? "account_enabled" : "account_disabled";
  return changeUser(context, { type, userId: id, actorId: actor.id }, async (tx, now) => {
    const where = { id, isActive: !isActive };
    const { count } = await tx.user.updateMany({ where, data: { isActive, updatedAt: now } });
    if (count > 0 && !isActive) {
      await requireAnAdmin(tx, id, now);
      await revokeSessions(tx, { userId: id }, now);
    }
    return count > 0;
  });
}

/**
 * Ends a lock early.
 *
 * @throws DomainError NOT_FOUND, FORBIDDEN
 */
export function unlockUser(
  context: Pick<AppContext, "db" | "clock" | "onSecurityEvent">,
  actor: Actor,
  id: UserId,
): Promise<UserAnswer> {
  return changeUser(context, { type: "account_unlocked", userId: id, actorId: actor.id }, async (tx, now) => {
    await tx.user.update({ where: { id }, data: { ...NO_FAILURES, updatedAt: now }, select: { id: true } });
    await clearDeviceFailures(tx, id);
    return true;
  });
}

/**
 * Signs a user out on all devices.
 *
 * @throws DomainError NOT_FOUND, FORBIDDEN
 */
export function signOutEverywhere(
  context: Pick<AppContext, "db" | "clock" | "onSecurityEvent">,
  actor: Actor,
  id: UserId,
): Promise<UserAnswer> {
  const event = { type: "device_revoked", userId: id, actorId: actor.id, detail: "All devices." } as const;
  return changeUser(context, event, async (tx, now) => (await revokeSessions(tx, { userId: id }, now)) > 0);
}

/**
 * Makes an admin's change of an account, together with its row in the audit log, if there is anything to change. Checks
 * again that the actor is an admin, which may have changed since the request began.
 *
 * @param work changes the account, and says whether there was anything to change, or what the audit has of it besides
 * @throws DomainError FORBIDDEN, NOT_FOUND also for a deleted account
 */
export async function changeUser(
  context: Pick<AppContext, "db" | "clock" | "onSecurityEvent">,
  event: SecurityEvent & { readonly userId: UserId; readonly actorId: UserId },
  work: (tx: Transaction, now: Date) => Promise<boolean | Pick<SecurityEvent, "userEmail">>,
): Promise<UserAnswer> {
  const { user, recorded } = await context.db.transaction(async (tx) => {
    const now = context.clock.now();
    const actor = await tx.user.count({ where: { id: event.actorId, role: "admin", isActive: true } });
    if (actor === 0) throw new DomainError("FORBIDDEN", "Only an admin may do this.");
    const before = await tx.user.findUnique({ where: { id: event.userId }, select: { deletedAt: true } });
    if (before === null || before.deletedAt !== null)
      throw new DomainError("NOT_FOUND", "There is no such user.");
    const changed = await work(tx, now);
    const recorded = changed === false ? undefined : { ...event, ...(changed !== true && changed) };
    if (recorded !== undefined) await recordSecurityEventIn(tx, context, recorded);
    const row = await tx.user.findUniqueOrThrow({ where: { id: event.userId }, select: accountColumns });
    return { user: toUserView(row, now), recorded };
  });
  if (recorded !== undefined) context.onSecurityEvent(recorded);
  return user;
}

/**
 * Ensures that an active admin remains; called when one is removed. Two admins who demote each other concurrently
 * would each see the other in their snapshot, so this writes to all remaining admins: one of the two transactions
 * then meets a conflict.
 */
export async function requireAnAdmin(tx: Transaction, except: UserId, now: Date): Promise<void> {
  const where = { role: "admin", isActive: true, id: { not: except } } as const;
  const { count } = await tx.user.updateMany({ where, data: { updatedAt: now } });
  if (count === 0) {
    throw new DomainError("LAST_ADMIN", "This is the last active admin. Make somebody else an admin first.");
  }
}
