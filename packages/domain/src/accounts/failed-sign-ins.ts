import type { UserId } from "@foyer/contract/ids";
import { HOUR_MS, MINUTE_MS } from "@foyer/contract/time";
import type { Foyer } from "../foyer.js";

/** Failures in a row that lock an account (domain rules, User). */
const FAILURES_TO_LOCK = 5;
const FIRST_LOCK_MS = 15 * MINUTE_MS;
const LONGEST_LOCK_MS = 24 * HOUR_MS;

/**
 * Counts a failed sign-in, and locks the account at the fifth in a row: for 15 minutes, and for twice as long
 * as the time before at each further lock, up to a day. Counted in one transaction, so that several processes
 * share one budget. While an account is locked nothing is counted.
 *
 * @returns when the lock ends, if this failure set one
 */
export function recordFailedSignIn(foyer: Foyer, user: UserId): Promise<Date | null> {
  return foyer.db.transaction(async (tx) => {
    const now = foyer.clock.now();
    const row = await tx.user.findUnique({
      where: { id: user },
      select: { failedLoginAttempts: true, lockedUntil: true, consecutiveLocks: true },
    });
    if (row === null || (row.lockedUntil !== null && row.lockedUntil > now)) return null;

    // A lock that has run out clears itself here: what counts starts again.
    const failures = (row.lockedUntil === null ? row.failedLoginAttempts : 0) + 1;
    const isLocking = failures >= FAILURES_TO_LOCK;
    const length = Math.min(FIRST_LOCK_MS * 2 ** row.consecutiveLocks, LONGEST_LOCK_MS);
    const lockedUntil = isLocking ? new Date(now.getTime() + length) : null;
    await tx.user.update({
      where: { id: user },
      data: {
        failedLoginAttempts: failures,
        lockedUntil: lockedUntil ?? { unset: true },
        ...(isLocking && { consecutiveLocks: { increment: 1 } }),
        updatedAt: now,
      },
      select: { id: true },
    });
    return lockedUntil;
  });
}

/** What a success, an admin or a new password makes of an account's failures. */
export const NO_FAILURES = {
  failedLoginAttempts: 0,
  lockedUntil: { unset: true },
  consecutiveLocks: 0,
} as const;
