import { type UserId, userId } from "@foyer/contract/ids";
import { HOUR_MS } from "@foyer/contract/time";
import type { Actor } from "../actor.js";
import type { AppContext } from "../context.js";
import { DomainError } from "../domain-error.js";
import { requireMailServer } from "../outbox/require-mail-server.js";
import { recordSecurityEvent } from "../security/security-events.js";
import { createAccountLink, useAccountLink } from "./account-link.js";
import { verificationMail, verificationUrl } from "./account-mails.js";
import { accountColumns, toUserView, type UserAnswer } from "./account-view.js";

const LINK = { purpose: "verify_email", lifetime: 24 * HOUR_MS } as const;

interface Recipient {
  readonly id: UserId;
  readonly email: string;
}

/** Mails a verification link. */
export async function mailVerification(context: AppContext, user: Recipient): Promise<void> {
  const token = await createAccountLink(context, user, LINK);
  context.sendMail(verificationMail(user.email, verificationUrl(context.publicUrl, token)));
}

/**
 * A verification link for a mail about something else. It is valid for 24 hours, and so are those in earlier
 * mails unless the user requests a new one.
 */
export async function createVerificationUrl(
  context: Pick<AppContext, "db" | "clock" | "random" | "publicUrl">,
  user: Recipient,
): Promise<string> {
  return verificationUrl(
    context.publicUrl,
    await createAccountLink(context, user, { ...LINK, keepsEarlier: true }),
  );
}

/**
 * Mails the link again, unless the address is verified.
 *
 * @throws DomainError NOT_FOUND, MAIL_UNAVAILABLE
 */
export async function requestVerification(context: AppContext, actor: Actor): Promise<void> {
  const user = await context.db.prisma.user.findUnique({
    where: { id: actor.id },
    select: { email: true, emailVerifiedAt: true },
  });
  if (user === null) throw new DomainError("NOT_FOUND", "This account is gone.");
  if (user.emailVerifiedAt !== null) return;
  requireMailServer(context);
  await mailVerification(context, { id: actor.id, email: user.email });
}

/**
 * Verifies an address with the token of a mailed link.
 *
 * @throws DomainError LINK_NOT_VALID
 */
export async function verifyEmail(
  context: Pick<AppContext, "db" | "clock" | "onSecurityEvent">,
  token: string,
): Promise<UserAnswer> {
  const row = await context.db.transaction(async (tx) => {
    const { id } = await useAccountLink(tx, context, { token, purpose: "verify_email" });
    const now = context.clock.now();
    return tx.user.update({
      where: { id },
      data: { emailVerifiedAt: now, updatedAt: now },
      select: accountColumns,
    });
  });
  const user = toUserView(row, context.clock.now());
  await recordSecurityEvent(context, { type: "email_verified", userId: userId.parse(user.id) });
  return user;
}
