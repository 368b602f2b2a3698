import type { userView } from "@foyer/contract/user";
import type { Prisma } from "@foyer/db/models";
import type { z } from "zod";
import { NO_PASSWORD } from "./no-password.js";

/** A user as input of the contract's `userView`. */
export type UserAnswer = z.input<typeof userView>;

/** The columns shown to the user. Of the password, the view only says whether there is one. */
export const accountColumns = {
  id: true,
  email: true,
  name: true,
  password: true,
  role: true,
  isActive: true,
  lockedUntil: true,
  emailVerifiedAt: true,
  isGuest: true,
  deletedAt: true,
  lastLoginAt: true,
  createdAt: true,
  updatedAt: true,
} as const satisfies Prisma.UserSelect;

/** Converts a row to the contract's `userView`. `isLocked` is derived, not stored (domain rules, User). */
export function toUserView(
  row: Prisma.UserGetPayload<{ select: typeof accountColumns }>,
  now: Date,
): UserAnswer {
  const { lockedUntil, emailVerifiedAt, password, ...user } = row;
  return {
    ...user,
    hasPassword: password !== NO_PASSWORD,
    isLocked: lockedUntil !== null && lockedUntil > now,
    isEmailVerified: emailVerifiedAt !== null,
  };
}
