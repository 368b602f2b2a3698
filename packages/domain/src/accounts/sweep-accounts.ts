import type { Foyer } from "../foyer.js";

/**
 * Clears what has run out: the two fields of expired locks (their index must not be a TTL index, which would
 * delete the user: domain rules, User), and sessions that their TTL index has not come to yet. Done twice, or
 * by several processes at once, it does no harm.
 *
 * @returns how many locks were cleared
 */
export async function sweepAccounts(foyer: Foyer): Promise<number> {
  const now = foyer.clock.now();
  const where = { lockedUntil: { lte: now } };
  const data = { lockedUntil: { unset: true }, failedLoginAttempts: 0 };
  const { count } = await foyer.db.write((prisma) => prisma.user.updateMany({ where, data }));
  await foyer.sessions.deleteExpiredSessions();
  return count;
}
