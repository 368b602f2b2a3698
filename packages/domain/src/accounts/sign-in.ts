import { type UserId, userId } from "@foyer/contract/ids";
import type { DeviceInfo } from "@foyer/contract/user";
import type { Transaction } from "@foyer/db/database";
import { DomainError } from "../domain-error.js";
import type { Foyer } from "../foyer.js";
import { inEvenSteps } from "../security/even-steps.js";
import {
  recordSecurityEvent,
  recordSecurityEventIn,
  type SecurityEvent,
} from "../security/security-events.js";
import { openSession } from "../sessions/open-session.js";
import { accountColumns, toUserView } from "./account-view.js";
import { NO_FAILURES, recordFailedSignIn } from "./failed-sign-ins.js";
import type { SignedInAccount } from "./signed-in.js";

/** What somebody says to sign in. */
export interface GivenCredentials {
  readonly email: string;
  readonly password: string;
}

/**
 * Signs a device in with email and password. Wrong password, unknown address, locked and disabled give the
 * same answer after the same time (domain rules, User).
 *
 * @throws DomainError INVALID_CREDENTIALS, BUSY
 */
export async function signIn(
  foyer: Foyer,
  given: GivenCredentials,
  device: DeviceInfo,
): Promise<SignedInAccount> {
  return inEvenSteps(async () => {
    const found = await foyer.db.prisma.user.findUnique({
      where: { email: given.email },
      select: { id: true, password: true },
    });
    const isRight = await foyer.passwords.verify(found?.password, given.password);
    const id = found === null ? undefined : userId.parse(found.id);
    if (id !== undefined && found !== null && isRight) {
      const event: SecurityEvent = { type: "signed_in", userId: id, device };
      const signedIn = await foyer.db.transaction((tx) =>
        admit(tx, foyer, { event, id, hash: found.password, device }),
      );
      if (signedIn !== null) {
        foyer.onSecurityEvent(event);
        await renewHash(foyer, { id, hash: found.password, password: given.password });
        return signedIn;
      }
    }
    await recordFailure(foyer, { id, email: given.email, isGuess: !isRight, device });
    throw new DomainError("INVALID_CREDENTIALS", "This email address and password do not match an account.");
  });
}

/**
 * Checking a password takes its time, in which it may have been changed, and the account locked or disabled.
 * So whether it may sign in is asked again in the transaction that opens the session: one of the two sees the
 * other.
 */
async function admit(
  tx: Transaction,
  foyer: Foyer,
  { id, hash, device, event }: { id: UserId; hash: string; device: DeviceInfo; event: SecurityEvent },
): Promise<SignedInAccount | null> {
  const now = foyer.clock.now();
  const { count } = await tx.user.updateMany({
    where: {
      id,
      password: hash,
      isActive: true,
      OR: [{ lockedUntil: null }, { lockedUntil: { isSet: false } }, { lockedUntil: { lte: now } }],
    },
    data: { lastLoginAt: now, updatedAt: now, ...NO_FAILURES },
  });
  if (count === 0) return null;
  const row = await tx.user.findUniqueOrThrow({ where: { id }, select: accountColumns });
  const credentials = await openSession(tx, foyer, { userId: id, deviceInfo: device });
  await recordSecurityEventIn(tx, foyer, event);
  return { user: toUserView(row, now), credentials };
}

async function recordFailure(
  foyer: Foyer,
  attempt: { id: UserId | undefined; email: string; isGuess: boolean; device: DeviceInfo },
): Promise<void> {
  const { id, email, device } = attempt;
  const who = id === undefined ? { userEmail: email } : { userId: id };
  await recordSecurityEvent(foyer, { type: "sign_in_failed", ...who, device });
  if (!attempt.isGuess) return;
  // An unknown address is counted too, on nobody: it shall not be faster.
  const lockedUntil = await recordFailedSignIn(foyer, id ?? NOBODY);
  if (lockedUntil === null) return;
  const detail = `Until ${lockedUntil.toISOString()}.`;
  await recordSecurityEvent(foyer, { type: "account_locked", ...who, device, detail });
}

const NOBODY = userId.parse("0".repeat(24));

/** Brings a hash up to today's costs, unless the password was changed in the meantime or others are waiting. */
async function renewHash(
  foyer: Foyer,
  { id, hash, password }: { id: UserId; hash: string; password: string },
): Promise<void> {
  if (!foyer.passwords.isOutdated(hash)) return;
  try {
    const newHash = await foyer.passwords.hash(password);
    await foyer.db.write((prisma) =>
      prisma.user.updateMany({ where: { id, password: hash }, data: { password: newHash } }),
    );
  } catch (error) {
    // The next sign-in does it.
    if (!(error instanceof DomainError)) throw error;
  }
}
