import type { Actor } from "../actor.js";
import type { AppContext } from "../context.js";
import { accountColumns, toUserView, type UserAnswer } from "./account-view.js";
import { personKeys } from "./person-search.js";

/** Changes what a user says of themselves. */
export async function updateProfile(
  context: Pick<AppContext, "db" | "clock">,
  actor: Actor,
  profile: { readonly name: string },
): Promise<UserAnswer> {
  const now = context.clock.now();
  const { id } = actor;
  // An address never changes, so that it need not be read in the same transaction.
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
