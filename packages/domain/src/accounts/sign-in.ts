import { type UserId, userId } from "@foyer/contract/ids";
import { opaquePassword } from "@foyer/contract/password";
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
import { clearFailuresOf, NO_FAILURES, NOBODY, recordFailedSignIn } from "./failed-sign-ins.js";
import { type KnownDevice, recognizeDevice } from "./known-device.js";
import { openAccountSession } from "./open-account-session.js";
import type { SignedInAccount } from "./signed-in.js";

/** The credentials of a sign-in. */
export interface GivenCredentials {
  readonly email: string;
  readonly password: string;
  /** The device token of an earlier sign-in on this device. */
  readonly deviceToken?: string | undefined;
}

/**
 * Signs a device in with email and password. Wrong password, unknown address, locked and disabled give the same
 * answer after the same time (domain rules, User).
 *
 * The attempts and failures of a known device are counted apart, so that attacks on the account do not lock its
 * owner out.
 *
 * @throws DomainError INVALID_CREDENTIALS, RATE_LIMITED, BUSY
 */
export async function signIn(
  context: AppContext,
  given: GivenCredentials,
  device: DeviceInfo,
): Promise<SignedInAccount> {
  return padResponseTime(async () => {
    const found = await context.db.prisma.user.findUnique({
      where: { email: given.email },
      select: { id: true, password: true, deviceKey: true },
    });
    const id = found === null ? undefined : userId.parse(found.id);
    const known =
      id && found ? recognizeDevice({ id, deviceKey: found.deviceKey }, given.deviceToken) : undefined;
    await countAttempt(context, "signInPerAccount", known?.id ?? given.email);
    const isRight = await context.passwords.verify(found?.password, given.password);
    if (id !== undefined && found !== null && isRight) {
      const event: SecurityEvent = { type: "signed_in", userId: id, device };
      const signedIn = await context.db.transaction((tx) =>
        openIfAllowed(tx, context, {
          event,
          id,
          hash: found.password,
          device,
          known,
          deviceToken: given.deviceToken,
        }),
      );
      if (signedIn !== null) {
        context.onSecurityEvent(event);
        await renewHash(context, { id, hash: found.password, password: given.password });
        return signedIn;
      }
    }
    await recordFailure(context, { id, email: given.email, isGuess: !isRight, device, known });
    throw new DomainError("INVALID_CREDENTIALS", "This email address and password do not match an account.");
  });
}

/**
 * Opens the session. While the password was verified it may have been changed, and the account locked or
 * disabled, so this is checked again in the transaction that opens the session, with which such a change
 * conflicts.
 */
async function openIfAllowed(
  tx: Transaction,
  context: Pick<AppContext, "clock" | "random" | "sessionsIn">,
  { id, hash, device, event, known, deviceToken }: Admission,
): Promise<SignedInAccount | null> {
  const now = context.clock.now();
  const isUnlocked = {
    OR: [{ lockedUntil: null }, { lockedUntil: { isSet: false } }, { lockedUntil: { lte: now } }],
  };
  const { count } = await tx.user.updateMany({
    where: { id, password: hash, isActive: true, ...(known === undefined && isUnlocked) },
    // A known device clears only its own failures: the account's are those of other devices, which would
    // otherwise get five more guesses each time the owner signs in.
    data: { lastLoginAt: now, updatedAt: now, ...(known === undefined && NO_FAILURES) },
  });
  if (count === 0) return null;
  if (known !== undefined && !(await clearFailuresOf(tx, known, now))) return null;
  await recordSecurityEventIn(tx, context, event);
  return openAccountSession(tx, context, { id, device, deviceToken });
}

interface Admission {
  readonly id: UserId;
  readonly hash: string;
  readonly device: DeviceInfo;
  readonly event: SecurityEvent;
  readonly known: KnownDevice | undefined;
  readonly deviceToken: string | undefined;
}

async function recordFailure(
  context: Pick<AppContext, "db" | "clock" | "onSecurityEvent">,
  attempt: {
    id: UserId | undefined;
    email: string;
    isGuess: boolean;
    device: DeviceInfo;
    known: KnownDevice | undefined;
  },
): Promise<void> {
  const { id, email, device, known } = attempt;
  const who = id === undefined ? { userEmail: email } : { userId: id };
  await recordSecurityEvent(context, { type: "sign_in_failed", ...who, device });
  if (!attempt.isGuess) return;
  // Unknown addresses are counted too, under a placeholder id, so that they do not answer faster.
  const lockedUntil = await recordFailedSignIn(context, id ?? NOBODY, known);
  if (lockedUntil === null) return;
  const where = known === undefined ? "" : " On this device alone, which had signed in before.";
  const detail = `Until ${lockedUntil.toISOString()}.${where}`;
  await recordSecurityEvent(context, { type: "account_locked", ...who, device, detail });
}

/**
 * Updates a hash to the current parameters and normalization, unless the password was changed meanwhile or others
 * are waiting.
 */
async function renewHash(
  context: Pick<AppContext, "db" | "passwords">,
  { id, hash, password }: { id: UserId; hash: string; password: string },
): Promise<void> {
  const isOutdated = context.passwords.isOutdated(hash);
  const opaque = opaquePassword(password);
  if (!isOutdated && opaque === password) return;
  try {
    if (!isOutdated && (await context.passwords.verify(hash, opaque))) return;
    const newHash = await context.passwords.hash(password);
    await context.db.write((prisma) =>
      prisma.user.updateMany({ where: { id, password: hash }, data: { password: newHash } }),
    );
  } catch (error) {
    // The next sign-in tries again.
    if (!(error instanceof DomainError)) throw error;
  }
}
