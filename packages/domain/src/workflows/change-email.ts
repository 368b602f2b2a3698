import { type UserId, userId } from "@foyer/contract/ids";
import { DAY_MS, HOUR_MS } from "@foyer/contract/time";
import type { DeviceInfo } from "@foyer/contract/user";
import { createAccountLink, createAccountLinkIn, findLink, linkNotValid } from "../accounts/account-link.js";
import type { Recipient } from "../accounts/account-mails.js";
import { changeAddress, isAddressTaken, orEmailTaken } from "../accounts/address-of-account.js";
import {
  addressChangedMail,
  addressTakenMail,
  changeAskedForMail,
  newAddressMail,
} from "../accounts/email-change-mails.js";
import { requireOwnPassword } from "../accounts/own-password.js";
import type { AppContext } from "../context.js";
import { DomainError } from "../domain-error.js";
import { requireMailServer } from "../outbox/require-mail-server.js";
import { countAttempt, countWithin } from "../security/rate-limit.js";
import {
  recordSecurityEvent,
  recordSecurityEventIn,
  type SecurityEvent,
} from "../security/security-events.js";
import type { SessionHolder } from "../sessions/lucia.js";
import { revokeSessions } from "../sessions/revoke-sessions.js";
import { leaveGuestBookings } from "./leave-guest-bookings.js";

const LIFETIME_MS = DAY_MS;
/** How long a former address can be taken back, and is kept for that. */
const UNDO_MS = 72 * HOUR_MS;

/** A request for another address. */
export interface EmailChange {
  readonly email: string;
  readonly password?: string | undefined;
  readonly device: DeviceInfo;
}

/**
 * Checks a request for another address of the user's account. The mails are sent by the returned function, which the
 * caller does not await: the time of an answer would reveal whether the address has an account.
 *
 * @throws DomainError INVALID_CREDENTIALS, INVALID_INPUT if it is the account's address already, MAIL_UNAVAILABLE,
 *   RATE_LIMITED, BUSY
 */
export async function requestEmailChange(
  context: AppContext,
  holder: SessionHolder,
  { email, password, device }: EmailChange,
): Promise<() => Promise<void>> {
  const user = await context.db.prisma.user.findUnique({
    where: { id: holder.id },
    select: { email: true, name: true, password: true, emailVerifiedAt: true },
  });
  const check = { field: "password", purpose: "to change the address" } as const;
  await requireOwnPassword(context, {
    id: holder.id,
    stored: user?.password,
    given: password,
    device,
    ...check,
  });
  if (user === null) throw new DomainError("UNAUTHENTICATED", "Sign in to do this.");
  if (email === user.email) {
    throw new DomainError("INVALID_INPUT", "This is the address of your account already.", {
      field: "email",
    });
  }
  requireMailServer(context);
  await countAttempt(context, "mailPerAccount", email);
  return () => mailAboutChange(context, holder, { email, user, device });
}

async function mailAboutChange(
  context: AppContext,
  { id, session }: SessionHolder,
  { email, user, device }: { readonly email: string; readonly user: Recipient; readonly device: DeviceInfo },
): Promise<void> {
  await recordSecurityEvent(context, { type: "email_change_requested", userId: id, device });
  const stored = { fromEmail: user.email, session };
  const link = { purpose: "change_email", lifetime: LIFETIME_MS, stored } as const;
  // Also if it is taken, when nobody gets it: an earlier request is void all the same.
  const token = await createAccountLink(context, { id, email }, link);
  const isTaken = await isAddressTaken(context.db.prisma, context, email, id);
  context.sendMail(
    isTaken ? addressTakenMail(context.publicUrl, email) : newAddressMail(context.publicUrl, email, token),
  );
  await tell(context, { ...user, id }, changeAskedForMail);
}

/**
 * Gives an account the address that a mailed link was sent to, and signs out all devices but the one that asked for it.
 * The former address is told, with a way to take it back. API keys stay.
 *
 * @throws DomainError LINK_NOT_VALID, EMAIL_TAKEN
 */
export async function confirmEmailChange(
  context: AppContext,
  token: string,
  device: DeviceInfo,
): Promise<void> {
  const change = () =>
    context.db.transaction(async (tx) => {
      const now = context.clock.now();
      const link = await findLink(tx, context, { token, purpose: "change_email" });
      if (link === null) throw linkNotValid();
      const user = await tx.user.findUnique({
        where: { id: link.userId },
        select: { email: true, name: true, isActive: true, emailVerifiedAt: true },
      });
      if (user === null || !user.isActive || user.email !== link.fromEmail) throw linkNotValid();
      const id = userId.parse(link.userId);
      const unproved = await changeAddress(tx, context, { id, name: user.name }, link.email, now);
      if (unproved !== undefined) await leaveGuestBookings(tx, context, { id, email: unproved });
      // Nobody has proved the former address: it may be somebody else's, who must not get the account.
      const way = { purpose: "undo_email_change", lifetime: UNDO_MS, keepsEarlier: true } as const;
      const undo =
        user.emailVerifiedAt === null
          ? undefined
          : await createAccountLinkIn(tx, context, { id, email: user.email }, way);
      const kept = link.session === null ? {} : { id: { not: link.session } };
      await revokeSessions(tx, { userId: id, ...kept }, now);
      const event: SecurityEvent = {
        type: "email_changed",
        userId: id,
        userEmail: user.email,
        device,
        detail: `Now ${link.email}.`,
      };
      await recordSecurityEventIn(tx, context, event);
      return { user: { ...user, id }, undo, event };
    });
  const { user, undo, event } = await orEmailTaken(change);
  context.onSecurityEvent(event);
  await tell(context, user, (to) => addressChangedMail(context.publicUrl, to, undo));
}

/** Mails an account's present or former address. One that nobody has proved gets few of these mails. */
async function tell(
  context: AppContext,
  user: Recipient & { readonly id: UserId },
  compose: (to: Recipient) => ReturnType<typeof changeAskedForMail>,
): Promise<void> {
  const isProved = user.emailVerifiedAt !== null;
  if (!isProved && !(await countWithin(context, "unprovedMailPerPerson", user.id)).isWithin) return;
  context.sendMail(compose(user));
}
