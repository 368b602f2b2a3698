import type { Actor } from "../actor.js";
import type { Foyer } from "../foyer.js";
import { accountColumns, toUserView, type UserAnswer } from "./account-view.js";

/** The actor's own account; null when it is gone. */
export async function findAccount(foyer: Foyer, actor: Actor): Promise<UserAnswer | null> {
  const row = await foyer.db.prisma.user.findUnique({ where: { id: actor.id }, select: accountColumns });
  return row === null ? null : toUserView(row, foyer.clock.now());
}
