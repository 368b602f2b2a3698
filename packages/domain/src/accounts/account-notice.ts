import type { UserId } from "@foyer/contract/ids";
import type { AppContext } from "../context.js";
import type { Mail } from "../outbox/mail.js";
import { countWithin } from "../security/rate-limit.js";
import { createVerificationUrl } from "./email-verification.js";

/** Who is told of a change of their account. */
interface Noticed {
  readonly id: UserId;
  readonly email: string;
  readonly emailVerifiedAt: Date | null;
}

/**
 * Mails a user what happened to their account. An unverified address, which may be somebody else's, gets few of these,
 * each with the verification link.
 *
 * @param compose makes the mail, with the verification link as `proof` if the address is unverified
 */
export async function mailAccountNotice(
  context: AppContext,
  user: Noticed,
  compose: (proof?: string) => Mail,
): Promise<void> {
  if (user.emailVerifiedAt !== null) return context.sendMail(compose());
  if ((await countWithin(context, "unprovedMailPerPerson", user.id)).isWithin) {
    context.sendMail(compose(await createVerificationUrl(context, user)));
  }
}
