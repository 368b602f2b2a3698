import { userId } from "@foyer/contract/ids";
import type { DeviceInfo, registerInput } from "@foyer/contract/user";
import { kindOfFailure } from "@foyer/db/failure";
import type { z } from "zod";
import { DomainError } from "../domain-error.js";
import type { Foyer } from "../foyer.js";
import { openSession } from "../sessions/open-session.js";
import { accountColumns, toUserView, type UserAnswer } from "./account-view.js";
import { hashPassword } from "./password-hash.js";
import type { SignedInAccount } from "./signed-in.js";

/**
 * Creates an account and signs it in.
 *
 * @throws DomainError EMAIL_TAKEN
 */
export async function register(
  foyer: Foyer,
  input: z.output<typeof registerInput>,
  device: DeviceInfo,
): Promise<SignedInAccount> {
  const user = await createAccount(foyer, input);
  const credentials = await openSession(foyer, userId.parse(user.id), device);
  return { user, credentials };
}

/**
 * Creates an account without signing in.
 *
 * @throws DomainError EMAIL_TAKEN
 */
export async function createAccount(
  foyer: Foyer,
  input: { readonly email: string; readonly password: string; readonly name: string },
): Promise<UserAnswer> {
  const password = await hashPassword(input.password);
  const now = foyer.clock.now();
  try {
    const row = await foyer.db.prisma.user.create({
      data: {
        email: input.email,
        password,
        name: input.name,
        lastLoginAt: now,
        createdAt: now,
        updatedAt: now,
      },
      select: accountColumns,
    });
    return toUserView(row, now);
  } catch (cause) {
    // The database decides, not a check beforehand: two people may register one address at once.
    if (kindOfFailure(cause) !== "unique") throw cause;
    throw new DomainError("EMAIL_TAKEN", "There is an account with this email address already.", {
      field: "email",
      cause,
    });
  }
}
