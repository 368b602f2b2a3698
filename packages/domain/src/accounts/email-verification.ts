import { type UserId, userId } from "@foyer/contract/ids";
import { HOUR_MS } from "@foyer/contract/time";
import type { Actor } from "../actor.js";
import { DomainError } from "../domain-error.js";
import type { Foyer } from "../foyer.js";
import { proofUrl, verificationMail } from "../mail/account-mails.js";
import { requireMailServer } from "../mail/require-mail-server.js";
import { recordSecurityEvent } from "../security/security-events.js";
import { createAccountLink, useAccountLink } from "./account-link.js";
import { accountColumns, toUserView, type UserAnswer } from "./account-view.js";

const LINK = { purpose: "verify_email", lifetime: 24 * HOUR_MS } as const;

interface Recipient {
  readonly id: UserId;
  readonly email: string;
}

/** Mails a link that proves that an address is its user's. */
export async function mailVerification(foyer: Foyer, user: Recipient): Promise<void> {
  const token = await createAccountLink(foyer, user, LINK);
  foyer.post(verificationMail(user.email, proofUrl(foyer.publicUrl, token)));
}

/**
 * A link that proves that an address is its user's, for a mail about something else. It works for 24 hours, and so do
 * those in earlier mails, unless the user asks for a new one.
 */
export async function createProofUrl(foyer: Foyer, user: Recipient): Promise<string> {
  return proofUrl(foyer.publicUrl, await createAccountLink(foyer, user, { ...LINK, keepsEarlier: true }));
}

/**
 * Mails the link again, unless the address is proved already.
 *
 * @throws DomainError NOT_FOUND, MAIL_UNAVAILABLE
 */
export async function requestVerification(foyer: Foyer, actor: Actor): Promise<void> {
  const user = await foyer.db.prisma.user.findUnique({
    where: { id: actor.id },
    select: { email: true, emailVerifiedAt: true },
  });
  if (user === null) throw new DomainError("NOT_FOUND", "This account is gone.");
  if (user.emailVerifiedAt !== null) return;
  requireMailServer(foyer);
  await mailVerification(foyer, { id: actor.id, email: user.email });
}

/**
 * Takes the link from the mail.
 *
 * @throws DomainError LINK_NOT_VALID
 */
export async function verifyEmail(foyer: Foyer, token: string): Promise<UserAnswer> {
  const row = await foyer.db.transaction(async (tx) => {
    const { id } = await useAccountLink(tx, foyer, { token, purpose: "verify_email" });
    const now = foyer.clock.now();
    return tx.user.update({
      where: { id },
      data: { emailVerifiedAt: now, updatedAt: now },
      select: accountColumns,
    });
  });
  const user = toUserView(row, foyer.clock.now());
  await recordSecurityEvent(foyer, { type: "email_verified", userId: userId.parse(user.id) });
  return user;
}
