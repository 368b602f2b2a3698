import type { Actor } from "../actor.js";
import type { AppContext } from "../context.js";
import { accountColumns, toUserView, type UserAnswer } from "./account-view.js";

/** The actor's own account; null if it no longer exists. */
export async function findAccount(
  context: Pick<AppContext, "db" | "clock">,
  actor: Actor,
): Promise<UserAnswer | null> {
  const row = await context.db.prisma.user.findUnique({ where: { id: actor.id }, select: accountColumns });
  return row === null ? null : toUserView(row, context.clock.now());
}
