import type { UserId } from "@foyer/contract/ids";
import { HOUR_MS, MINUTE_MS } from "@foyer/contract/time";
import { z } from "zod";
import type { Foyer } from "../foyer.js";

/** Failures in a row that lock an account (domain rules, User). */
const FAILURES_TO_LOCK = 5;
const FIRST_LOCK_MS = 15 * MINUTE_MS;
const LONGEST_LOCK_MS = 24 * HOUR_MS;

const changed = z.object({
  value: z.object({ lockedUntil: z.object({ $date: z.coerce.date() }).optional() }).nullable(),
});

/**
 * Counts a failed sign-in, and locks the account at the fifth in a row: for 15 minutes, and for twice as long
 * as the time before at each further lock, up to a day. While an account is locked nothing is counted, and a
 * lock that has run out clears itself here.
 *
 * One conditional change in the database and not a transaction, so that several processes share one budget
 * without ever waiting for each other, and an account that does not exist takes the same way.
 *
 * @returns when the lock ends, if this failure set one
 */
export async function recordFailedSignIn(foyer: Foyer, user: UserId): Promise<Date | null> {
  const now = foyer.clock.now();
  const date = (instant: Date) => ({ $date: instant.toISOString() });
  const isExpired = { $lte: [{ $ifNull: ["$lockedUntil", date(LATEST)] }, date(now)] };
  const isLocking = { $gte: ["$failedLoginAttempts", FAILURES_TO_LOCK] };
  const locks = { $ifNull: ["$consecutiveLocks", 0] };
  // Doubling stops at a day; the exponent is bounded so that it stays a number.
  const length = {
    $min: [LONGEST_LOCK_MS, { $multiply: [FIRST_LOCK_MS, { $pow: [2, { $min: [locks, 10] }] }] }],
  };
  const answer = await foyer.db.write((prisma) =>
    prisma.$runCommandRaw({
      findAndModify: "User",
      query: {
        _id: { $oid: user },
        $or: [{ lockedUntil: null }, { lockedUntil: { $lte: date(now) } }],
      },
      update: [
        {
          $set: {
            failedLoginAttempts: {
              $add: [{ $cond: [isExpired, 0, { $ifNull: ["$failedLoginAttempts", 0] }] }, 1],
            },
            updatedAt: date(now),
          },
        },
        {
          $set: {
            lockedUntil: { $cond: [isLocking, { $add: [date(now), length] }, "$$REMOVE"] },
            consecutiveLocks: { $cond: [isLocking, { $add: [locks, 1] }, locks] },
          },
        },
      ],
      fields: { lockedUntil: 1 },
      new: true,
    }),
  );
  return changed.parse(answer).value?.lockedUntil?.$date ?? null;
}

/** Later than any lock. */
const LATEST = new Date("9999-01-01T00:00:00Z");

/** What a success, an admin or a new password makes of an account's failures. */
export const NO_FAILURES = {
  failedLoginAttempts: 0,
  lockedUntil: { unset: true },
  consecutiveLocks: 0,
} as const;
