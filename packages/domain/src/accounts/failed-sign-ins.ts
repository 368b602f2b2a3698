import { type UserId, userId } from "@foyer/contract/ids";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "@foyer/contract/time";
import type { Transaction } from "@foyer/db/database";
import { kindOfFailure } from "@foyer/db/failure";
import { date, oid } from "@foyer/db/raw-commands";
import { z } from "zod";
import type { AppContext } from "../context.js";
import type { KnownDevice } from "./known-device.js";

/** Consecutive failures that lock an account (domain rules, User). */
const FAILURES_TO_LOCK = 5;
const FIRST_LOCK_MS = 15 * MINUTE_MS;
const LONGEST_LOCK_MS = 24 * HOUR_MS;

const changed = z.object({
  value: z.object({ lockedUntil: z.object({ $date: z.coerce.date() }).optional() }).nullable(),
});

/** How long a known device's failures count after the last one. */
const FAILURES_LIFETIME_MS = 30 * DAY_MS;

/**
 * Counts a failed sign-in and locks at the fifth in a row: for 15 minutes, and twice as long with each further
 * lock, up to a day. A failure on a known device counts for, and locks, that device only. During a lock nothing
 * is counted, and an expired lock is cleared here.
 *
 * One conditional update rather than a transaction, so that processes share one counter without conflicts, and an
 * unknown account takes the same path.
 *
 * @returns the end of the lock, if this failure caused one
 */
export async function recordFailedSignIn(
  context: Pick<AppContext, "db" | "clock">,
  user: UserId,
  known?: KnownDevice,
): Promise<Date | null> {
  const now = context.clock.now();
  const isExpired = { $lte: [{ $ifNull: ["$lockedUntil", date(LATEST)] }, date(now)] };
  const isLocking = { $gte: ["$failedLoginAttempts", FAILURES_TO_LOCK] };
  const locks = { $ifNull: ["$consecutiveLocks", 0] };
  // The exponent is bounded so that the result stays a number.
  const length = {
    $min: [LONGEST_LOCK_MS, { $multiply: [FIRST_LOCK_MS, { $pow: [2, { $min: [locks, 10] }] }] }],
  };
  const target =
    known === undefined
      ? { collection: "User", id: oid(user), fields: { updatedAt: date(now) } }
      : {
          collection: "KnownDeviceFailures",
          id: known.id,
          fields: { userId: oid(user), expiresAt: date(new Date(now.getTime() + FAILURES_LIFETIME_MS)) },
        };
  const count = () =>
    context.db.write((prisma) =>
      prisma.$runCommandRaw({
        findAndModify: target.collection,
        query: {
          _id: target.id,
          $or: [{ lockedUntil: null }, { lockedUntil: { $lte: date(now) } }],
        },
        update: [
          {
            $set: {
              failedLoginAttempts: {
                $add: [{ $cond: [isExpired, 0, { $ifNull: ["$failedLoginAttempts", 0] }] }, 1],
              },
              ...target.fields,
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
        upsert: known !== undefined,
      }),
    );
  // Of concurrent first failures of a known device one creates the document; the others count on it in a second
  // attempt. A locked device matches nothing and its document exists, so it is not counted.
  const answer = await count()
    .catch(unlessThere(count))
    .catch(unlessThere(async () => NOT_COUNTED));
  return changed.parse(answer).value?.lockedUntil?.$date ?? null;
}

const NOT_COUNTED = { value: null };

function unlessThere(otherwise: () => Promise<unknown>): (error: unknown) => Promise<unknown> {
  return (error) => {
    if (kindOfFailure(error) === "unique") return otherwise();
    throw error;
  };
}

/**
 * Clears a known device's failures. Called in the transaction that opens the session, so that a concurrent
 * failure conflicts with it.
 *
 * @returns whether the device may sign in, as far as its own failures are concerned
 */
export async function clearFailuresOf(tx: Transaction, known: KnownDevice, now: Date): Promise<boolean> {
  const row = await tx.knownDeviceFailures.findUnique({
    where: { id: known.id },
    select: { lockedUntil: true },
  });
  if (row === null) return true;
  if (row.lockedUntil !== null && row.lockedUntil > now) return false;
  await tx.knownDeviceFailures.deleteMany({ where: { id: known.id } });
  return true;
}

/** Clears the failures of all devices of an account. */
export async function clearDeviceFailures(tx: Transaction, user: UserId): Promise<void> {
  await tx.knownDeviceFailures.deleteMany({ where: { userId: user } });
}

/** Stands for accounts that do not exist, so that attempts at them take the same path. */
export const NOBODY = userId.parse("0".repeat(24));

/** Later than any lock. */
const LATEST = new Date("9999-01-01T00:00:00Z");

/** The columns that clear an account's failures: on success, by an admin, or with a new password. */
export const NO_FAILURES = {
  failedLoginAttempts: 0,
  lockedUntil: { unset: true },
  consecutiveLocks: 0,
} as const;
