import { z } from "zod";
import type { AppContext } from "../context.js";

/**
 * Clears what has run out: the two fields of expired locks (their index must not be a TTL index, which would
 * delete the user: domain rules, User), and sessions that their TTL index has not come to yet. Done twice, or
 * by several processes at once, it does no harm.
 *
 * @returns how many locks were cleared
 */
export async function sweepAccounts(context: Pick<AppContext, "db" | "clock" | "sessions">): Promise<number> {
  const now = context.clock.now();
  await context.sessions.deleteExpiredSessions();
  const expired = await findExpiredLocks(context, now);
  if (expired.length === 0) return 0;
  const where = { id: { in: expired }, lockedUntil: { lte: now } };
  const data = { lockedUntil: { unset: true }, failedLoginAttempts: 0 };
  const { count } = await context.db.write((prisma) => prisma.user.updateMany({ where, data }));
  return count;
}

/** The most locks that are cleared at once; the next sweep clears the rest. */
const LOCKS_AT_ONCE = 500;

const answered = z.array(z.object({ _id: z.object({ $oid: z.string() }) }));

/** Asked in MongoDB's words: Prisma's cannot use a sparse index. */
async function findExpiredLocks({ db }: Pick<AppContext, "db">, now: Date): Promise<string[]> {
  const found = await db.prisma.user.findRaw({
    filter: { lockedUntil: { $lte: { $date: now.toISOString() } } },
    options: { projection: { _id: 1 }, limit: LOCKS_AT_ONCE },
  });
  return answered.parse(found).map(({ _id }) => _id.$oid);
}
