import { date } from "@foyer/db/raw-commands";
import { z } from "zod";
import type { AppContext } from "../context.js";

/**
 * Clears expired locks (their index cannot be a TTL index, which would delete the user: domain rules, User), and
 * deletes expired sessions that their TTL index has not deleted yet. Idempotent, also in several processes at
 * once.
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

/** The maximum number of locks cleared per run. */
const LOCKS_AT_ONCE = 500;

const answered = z.array(z.object({ _id: z.object({ $oid: z.string() }) }));

/** A raw query: Prisma's own cannot use a sparse index. */
async function findExpiredLocks({ db }: Pick<AppContext, "db">, now: Date): Promise<string[]> {
  const found = await db.prisma.user.findRaw({
    filter: { lockedUntil: { $lte: date(now) } },
    options: { projection: { _id: 1 }, limit: LOCKS_AT_ONCE },
  });
  return answered.parse(found).map(({ _id }) => _id.$oid);
}
