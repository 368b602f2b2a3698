import type { UserId } from "@foyer/contract/ids";
import { HOUR_MS } from "@foyer/contract/time";
import type { DeviceInfo } from "@foyer/contract/user";
import type { Actor } from "../actor.js";
import type { AppContext } from "../context.js";
import { DomainError } from "../domain-error.js";
import { requireMailServer } from "../outbox/require-mail-server.js";
import { createAccountLink, useAccountLink } from "./account-link.js";
import { verificationMail, verificationUrl } from "./account-mails.js";
import { accountColumns, toUserView, type UserAnswer } from "./account-view.js";
import { recognizeDevice } from "./known-device.js";
import { proveAddress } from "./prove-address.js";

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

/** Who uses a verification link. */
export interface Verifying {
  readonly device: DeviceInfo;
  /** Of an earlier sign-in on the device. */
  readonly deviceToken?: string | undefined;
  /** The account that the device is signed in to, if it is. */
  readonly signedIn?: UserId | undefined;
}

/**
 * Verifies an address with the token of a mailed link, on any device: the mail may be read on another one than the account was
 * made on. If somebody has booked with the address without signing in, they expect mail, and the account may be one that a
 * stranger made with it: then a device that is not the account's makes it that of whoever reads the mail, as a sign-in by mail
 * does.
 *
 * @throws DomainError LINK_NOT_VALID
 */
export async function verifyEmail(
  context: Pick<AppContext, "db" | "clock" | "random" | "onSecurityEvent">,
  token: string,
  { device, deviceToken, signedIn }: Verifying,
): Promise<UserAnswer> {
  const { row, events } = await context.db.transaction(async (tx) => {
    const { id } = await useAccountLink(tx, context, { token, purpose: "verify_email" });
    const { email, deviceKey } = await tx.user.findUniqueOrThrow({
      where: { id },
      select: { email: true, deviceKey: true },
    });
    const asGuest = await tx.booking.findFirst({
      where: { userId: id, guest: { is: { email } } },
      select: { id: true },
    });
    const isItsOwn = signedIn === id || recognizeDevice({ id, deviceKey }, deviceToken) !== undefined;
    const events = await proveAddress(tx, context, {
      id,
      device,
      isKnownDevice: isItsOwn || asGuest === null,
    });
    return {
      row: await tx.user.findUniqueOrThrow({ where: { id }, select: accountColumns }),
      events,
    };
  });
  for (const event of events) context.onSecurityEvent(event);
  return toUserView(row, context.clock.now());
}
