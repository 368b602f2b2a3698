import { type UserId, userId } from "@foyer/contract/ids";
import { MINUTE_MS } from "@foyer/contract/time";
import type { DeviceInfo } from "@foyer/contract/user";
import type { Transaction } from "@foyer/db/database";
import type { AppContext } from "../context.js";
import { DomainError } from "../domain-error.js";
import { padResponseTime } from "../machinery/response-time-padding.js";
import { countAttempt } from "../security/rate-limit.js";
import {
  recordSecurityEvent,
  recordSecurityEventIn,
  type SecurityEvent,
} from "../security/security-events.js";
import { createAccountLink, linkNotValid, useAccountLink } from "./account-link.js";
import { NOBODY } from "./failed-sign-ins.js";
import { recognizeDevice } from "./known-device.js";
import { hashCode, newCode, tryMailedCode } from "./mailed-code.js";
import { openAccountSession } from "./open-account-session.js";
import { proveAddress } from "./prove-address.js";
import { signInMail } from "./sign-in-mails.js";
import type { SignedInAccount } from "./signed-in.js";

const PURPOSE = "sign_in";
/** How long a mailed link and its code sign in. */
const LIFETIME_MS = 15 * MINUTE_MS;

/**
 * Mails a link and a code to sign in if the account exists. The caller answers without awaiting it, so that neither
 * answer nor response time reveals whether it does.
 *
 * @returns when it is done, for callers other than the API
 * @throws DomainError BUSY
 */
export async function requestSignIn(context: AppContext, email: string, device: DeviceInfo): Promise<void> {
  const code = newCode(context.random);
  // For an unknown address too: other calls wait for it as long.
  const codeHash = await hashCode(context, code);
  const row = await context.db.prisma.user.findUnique({
    where: { email },
    select: { id: true, email: true, name: true, isActive: true, emailVerifiedAt: true },
  });
  if (row === null || !row.isActive) {
    await recordSecurityEvent(context, { type: "sign_in_link_requested", userEmail: email, device });
    return;
  }
  const user = { ...row, id: userId.parse(row.id) };
  await recordSecurityEvent(context, { type: "sign_in_link_requested", userId: user.id, device });
  const link = { purpose: PURPOSE, lifetime: LIFETIME_MS, stored: { codeHash } } as const;
  const token = await createAccountLink(context, user, link);
  context.sendMail(signInMail(context.publicUrl, user, { token, code }));
}

/** A device that signs in. */
interface Arrival {
  readonly device: DeviceInfo;
  /** The device token of an earlier sign-in on this device. */
  readonly deviceToken: string | undefined;
}

/**
 * Signs a device in with the token of a mailed link, also while the account is locked: a lock is about guessed passwords.
 *
 * @throws DomainError LINK_NOT_VALID if it is unknown, used or too old, or the account is disabled
 */
export async function signInWithLink(
  context: AppContext,
  { token, deviceToken }: { readonly token: string; readonly deviceToken?: string | undefined },
  device: DeviceInfo,
): Promise<SignedInAccount> {
  return signInBy(context, "By a mailed link.", { device, deviceToken }, async (tx) => {
    const { id } = await useAccountLink(tx, context, { token, purpose: PURPOSE });
    return id;
  });
}

/**
 * Signs a device in with the code of a mail, which can be tried five times. A wrong code, one too old, an unknown address
 * and a disabled account give the same answer after the same time.
 *
 * @throws DomainError INVALID_CREDENTIALS, RATE_LIMITED, BUSY
 */
export async function signInWithCode(
  context: AppContext,
  given: { readonly email: string; readonly code: string; readonly deviceToken?: string | undefined },
  device: DeviceInfo,
): Promise<SignedInAccount> {
  const { email, code, deviceToken } = given;
  return padResponseTime(async () => {
    await countAttempt(context, "signInPerAccount", email);
    const found = await context.db.prisma.user.findUnique({ where: { email }, select: { id: true } });
    const user = found === null ? undefined : userId.parse(found.id);
    const link = await tryMailedCode(context, { userId: user ?? NOBODY, email, purpose: PURPOSE }, code);
    if (user !== undefined && link !== undefined) {
      const signedIn = await signInBy(context, "By a mailed code.", { device, deviceToken }, async (tx) => {
        const { count } = await tx.accountLink.deleteMany({ where: { id: link } });
        if (count === 0) throw linkNotValid();
        return user;
      }).catch(unlessLinkIsGone);
      if (signedIn !== undefined) return signedIn;
    }
    const who = user === undefined ? { userEmail: email } : { userId: user };
    await recordSecurityEvent(context, { type: "sign_in_failed", ...who, device, detail: "A mailed code." });
    throw new DomainError("INVALID_CREDENTIALS", "This code is wrong, was used before or is too old.", {
      field: "code",
    });
  });
}

function unlessLinkIsGone(error: unknown): undefined {
  if (error instanceof DomainError && error.code === "LINK_NOT_VALID") return undefined;
  throw error;
}

/**
 * Opens the session of whoever a used link belongs to.
 *
 * @param use uses the link up, in the transaction that opens the session
 * @throws DomainError LINK_NOT_VALID
 */
async function signInBy(
  context: AppContext,
  detail: string,
  { device, deviceToken }: Arrival,
  use: (tx: Transaction) => Promise<UserId>,
): Promise<SignedInAccount> {
  const { signedIn, events } = await context.db.transaction(async (tx) => {
    const id = await use(tx);
    const now = context.clock.now();
    // A write, with which disabling or deleting the account at the same time conflicts.
    const { count } = await tx.user.updateMany({
      where: { id, isActive: true },
      data: { lastLoginAt: now, updatedAt: now },
    });
    if (count === 0) throw linkNotValid();
    const { deviceKey } = await tx.user.findUniqueOrThrow({ where: { id }, select: { deviceKey: true } });
    const isKnownDevice = recognizeDevice({ id, deviceKey }, deviceToken) !== undefined;
    const proved = await proveAddress(tx, context, { id, device, isKnownDevice });
    const event: SecurityEvent = { type: "signed_in", userId: id, device, detail };
    await recordSecurityEventIn(tx, context, event);
    const signedIn = await openAccountSession(tx, context, { id, device, deviceToken });
    return { signedIn, events: [...proved, event] };
  });
  for (const event of events) context.onSecurityEvent(event);
  return signedIn;
}
