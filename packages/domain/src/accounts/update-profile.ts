import type { Actor } from "../actor.js";
import type { AppContext } from "../context.js";
import { accountColumns, toUserView, type UserAnswer } from "./account-view.js";
import { personKeys } from "./person-search.js";

/** Changes a user's name. */
export async function updateProfile(
  context: Pick<AppContext, "db" | "clock">,
  actor: Actor,
  profile: { readonly name: string },
): Promise<UserAnswer> {
  const now = context.clock.now();
  const { id } = actor;
  // Not in the same transaction, since an address never changes.
  const { email } = await context.db.prisma.user.findUniqueOrThrow({
    where: { id },
    select: { email: true },
  });
  const data = { name: profile.name, ...personKeys({ ...profile, email }), updatedAt: now };
  const row = await context.db.write((prisma) =>
    prisma.user.update({ where: { id }, data, select: accountColumns }),
  );
  return toUserView(row, now);
}
