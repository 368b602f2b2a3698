import type { UserId } from "@foyer/contract/ids";
import type { Recipient } from "../accounts/account-mails.js";
import type { UserAnswer } from "../accounts/account-view.js";
import { changeAddress, orEmailTaken } from "../accounts/address-of-account.js";
import { changeUser } from "../accounts/administer-user.js";
import { addressGivenMail, addressSetMail } from "../accounts/email-change-mails.js";
import { createVerificationUrl } from "../accounts/email-verification.js";
import type { Actor } from "../actor.js";
import type { AppContext } from "../context.js";
import { countWithin } from "../security/rate-limit.js";
import { revokeSessions } from "../sessions/revoke-sessions.js";
import { leaveGuestBookings } from "./leave-guest-bookings.js";

/**
 * Gives somebody's account another address, for those who have lost theirs. It counts as unproved, all devices are signed
 * out, and both addresses are told. The former one cannot be taken back.
 *
 * @throws DomainError NOT_FOUND, FORBIDDEN, EMAIL_TAKEN
 */
export async function setEmail(
  context: AppContext,
  actor: Actor,
  { id, email }: { readonly id: UserId; readonly email: string },
): Promise<UserAnswer> {
  const event = { type: "email_changed", userId: id, actorId: actor.id, detail: `Now ${email}.` } as const;
  // Written by the transaction's last attempt.
  let former: Recipient | undefined;
  const answer = await orEmailTaken(() =>
    changeUser(context, event, async (tx, now) => {
      former = undefined;
      const user = await tx.user.findUniqueOrThrow({
        where: { id },
        select: { email: true, name: true, emailVerifiedAt: true },
      });
      if (user.email === email) return false;
      const unproved = await changeAddress(tx, context, { id, name: user.name }, email, null);
      if (unproved !== undefined) await leaveGuestBookings(tx, context, { id, email: unproved });
      // An admin's word is the last one.
      await tx.accountLink.deleteMany({ where: { userId: id } });
      await revokeSessions(tx, { userId: id }, now);
      former = user;
      return { userEmail: user.email };
    }),
  );
  if (former !== undefined) await tellBoth(context, { id, former, email });
  return answer;
}

async function tellBoth(
  context: AppContext,
  { id, former, email }: { readonly id: UserId; readonly former: Recipient; readonly email: string },
): Promise<void> {
  context.sendMail(addressSetMail(former));
  if ((await countWithin(context, "unprovedMailPerPerson", id)).isWithin) {
    context.sendMail(addressGivenMail(email, await createVerificationUrl(context, { id, email })));
  }
}
