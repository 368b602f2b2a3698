import type { Actor } from "../actor.js";
import type { Foyer } from "../foyer.js";
import { accountColumns, toUserView, type UserAnswer } from "./account-view.js";

/** Changes what a user says of themselves. */
export async function updateProfile(
  foyer: Foyer,
  actor: Actor,
  profile: { readonly name: string },
): Promise<UserAnswer> {
  const now = foyer.clock.now();
  const data = { name: profile.name, updatedAt: now };
  const row = await foyer.db.write((prisma) =>
    prisma.user.update({ where: { id: actor.id }, data, select: accountColumns }),
  );
  return toUserView(row, now);
}
