import { userId } from "@foyer/contract/ids";
import type { DeviceInfo, Role } from "@foyer/contract/user";
import { kindOfFailure } from "@foyer/db/failure";
import { DomainError } from "../domain-error.js";
import type { Foyer } from "../foyer.js";
import { recordSecurityEvent } from "../security/security-events.js";
import { openSession } from "../sessions/open-session.js";
import { requireAcceptablePassword } from "./acceptable-password.js";
import { accountColumns, toUserView, type UserAnswer } from "./account-view.js";
import { mailVerification } from "./email-verification.js";
import type { SignedInAccount } from "./signed-in.js";

/** What an account is made of. */
export interface NewAccount {
  readonly email: string;
  readonly password: string;
  readonly name: string;
  /** Only for accounts that somebody in charge makes; who registers is a user. */
  readonly role?: Role;
}

/**
 * Creates an account, signs it in, and mails a link that proves the address.
 *
 * @throws DomainError EMAIL_TAKEN, PASSWORD_TOO_COMMON, BUSY
 */
export async function register(
  foyer: Foyer,
  account: NewAccount,
  device: DeviceInfo,
): Promise<SignedInAccount> {
  requireAcceptablePassword(account.password, account);
  const { email, password, name } = account;
  const user = await insert(foyer, { email, password, name }, foyer.clock.now());
  const id = userId.parse(user.id);
  const credentials = await openSession(foyer, id, device);
  await recordSecurityEvent(foyer, { type: "account_created", userId: id, device });
  await mailVerification(foyer, { id, email: user.email, name: user.name });
  return { user, credentials };
}

/**
 * Creates an account without signing in.
 *
 * @throws DomainError EMAIL_TAKEN, BUSY
 */
export async function createAccount(foyer: Foyer, account: NewAccount): Promise<UserAnswer> {
  return insert(foyer, account, null);
}

async function insert(foyer: Foyer, account: NewAccount, lastLoginAt: Date | null): Promise<UserAnswer> {
  const password = await foyer.passwords.hash(account.password);
  const now = foyer.clock.now();
  try {
    const row = await foyer.db.prisma.user.create({
      data: {
        email: account.email,
        password,
        name: account.name,
        role: account.role ?? "user",
        lastLoginAt,
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
