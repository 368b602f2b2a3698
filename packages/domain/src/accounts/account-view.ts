import type { userView } from "@foyer/contract/user";
import type { Prisma } from "@foyer/db/models";
import type { z } from "zod";

/** A user as the contract's `userView` takes it. */
export type UserAnswer = z.input<typeof userView>;

/** What a user sees of themselves: never the password. */
export const accountColumns = {
  id: true,
  email: true,
  name: true,
  role: true,
  isActive: true,
  lockedUntil: true,
  emailVerifiedAt: true,
  lastLoginAt: true,
  createdAt: true,
  updatedAt: true,
} as const satisfies Prisma.UserSelect;

/** Turns a row into the contract's `userView`. `isLocked` is derived, not stored (domain rules, User). */
export function toUserView(
  row: Prisma.UserGetPayload<{ select: typeof accountColumns }>,
  now: Date,
): UserAnswer {
  const { lockedUntil, emailVerifiedAt, ...user } = row;
  return {
    ...user,
    isLocked: lockedUntil !== null && lockedUntil > now,
    isEmailVerified: emailVerifiedAt !== null,
  };
}
