import { userId } from "@foyer/contract/ids";
import type { DeviceInfo, Role } from "@foyer/contract/user";
import type { Transaction } from "@foyer/db/database";
import type { AppContext } from "../context.js";
import { personKeys } from "../search/person-search.js";
import { recordSecurityEventIn, type SecurityEvent } from "../security/security-events.js";
import { newToken } from "../sessions/credentials.js";
import { openSession } from "../sessions/open-session.js";
import { requireAcceptablePassword } from "./acceptable-password.js";
import { accountColumns, toUserView, type UserAnswer } from "./account-view.js";
import { orEmailTaken } from "./address-of-account.js";
import { mailVerification } from "./email-verification.js";
import { requireNotKept } from "./kept-address.js";
import { issueDeviceToken } from "./known-device.js";
import type { SignedInAccount } from "./signed-in.js";

/** The fields of a new account. */
export interface NewAccount {
  readonly email: string;
  readonly password: string;
  readonly name: string;
  /** Only for accounts created by the system; a registration creates a user. */
  readonly role?: Role;
  /** The device token of an earlier sign-in on this device, possibly of another account. */
  readonly deviceToken?: string | undefined;
}

/**
 * Creates an account, signs it in, and mails a verification link. Without a mail server no link is sent; it can
 * be requested later. A guest's address is taken like any other: only who reads its mail gets the guest's bookings
 * (domain rules, Sign-in by mail).
 *
 * @throws DomainError EMAIL_TAKEN, PASSWORD_TOO_COMMON, BUSY
 */
export async function register(
  context: AppContext,
  account: NewAccount,
  device: DeviceInfo,
): Promise<SignedInAccount & { readonly isVerificationMailed: boolean }> {
  const { email, password, name, deviceToken } = account;
  requireAcceptablePassword(password, account, "password");
  const hash = await context.passwords.hash(password);
  const deviceKey = newToken(context.random);
  const { signedIn, event } = await orEmailTaken(() =>
    context.db.transaction(async (tx) => {
      const user = await insert(tx, context, {
        email,
        name,
        role: "user",
        hash,
        deviceKey,
        lastLoginAt: context.clock.now(),
      });
      const id = userId.parse(user.id);
      const credentials = await openSession(tx, context, { userId: id, deviceInfo: device });
      const created: SecurityEvent = { type: "account_created", userId: id, device };
      await recordSecurityEventIn(tx, context, created);
      const remembered = issueDeviceToken({ id, deviceKey }, { token: deviceToken, random: context.random });
      return { signedIn: { user, credentials, deviceToken: remembered }, event: created };
    }),
  );
  context.onSecurityEvent(event);
  const isVerificationMailed = context.mailTransport !== null;
  if (isVerificationMailed) await mailVerification(context, { id: userId.parse(signedIn.user.id), email });
  return { ...signedIn, isVerificationMailed };
}

/**
 * Creates an account without signing in.
 *
 * @throws DomainError EMAIL_TAKEN, BUSY
 */
export async function createAccount(
  context: Pick<AppContext, "db" | "clock" | "passwords">,
  account: NewAccount,
): Promise<UserAnswer> {
  const hash = await context.passwords.hash(account.password);
  const { email, name, role = "user" } = account;
  return orEmailTaken(() =>
    context.db.transaction((tx) => insert(tx, context, { email, name, role, hash, lastLoginAt: null })),
  );
}

interface NewUser {
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly hash: string;
  readonly deviceKey?: string;
  readonly lastLoginAt: Date | null;
}

async function insert(
  tx: Transaction,
  context: Pick<AppContext, "clock">,
  { hash, ...account }: NewUser,
): Promise<UserAnswer> {
  const now = context.clock.now();
  await requireNotKept(tx, context, account.email);
  const row = await tx.user.create({
    data: { ...account, ...personKeys(account), password: hash, createdAt: now, updatedAt: now },
    select: accountColumns,
  });
  return toUserView(row, now);
}
