import type { Actor } from "../actor.js";
import type { AppContext } from "../context.js";
import { DomainError } from "../domain-error.js";
import { personKeys } from "../search/person-search.js";
import { accountColumns, toUserView, type UserAnswer } from "./account-view.js";

/** Changes a user's name. */
export async function updateProfile(
  context: Pick<AppContext, "db" | "clock">,
  actor: Actor,
  profile: { readonly name: string },
): Promise<UserAnswer> {
  const now = context.clock.now();
  const { id } = actor;
  const row = await context.db.transaction(async (tx) => {
    // In the same transaction, with which a change of the address conflicts.
    const { email, isActive } = await tx.user.findUniqueOrThrow({
      where: { id },
      select: { email: true, isActive: true },
    });
    if (!isActive) throw new DomainError("UNAUTHENTICATED", "Sign in to do this.");
    const data = { name: profile.name, ...personKeys({ ...profile, email }), updatedAt: now };
    return tx.user.update({ where: { id }, data, select: accountColumns });
  });
  return toUserView(row, now);
}
