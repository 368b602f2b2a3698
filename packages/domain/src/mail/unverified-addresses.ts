import { userId } from "@foyer/contract/ids";
import { createVerificationUrl } from "../accounts/email-verification.js";
import type { AppContext } from "../context.js";
import { countWithin, type WithinLimit } from "../security/rate-limit.js";

/** How to mail an unverified address, which may belong to somebody else. */
export interface UnverifiedAddress {
  /** The verification link; null for somebody without an account. */
  readonly verificationUrl: string | null;
  /**
   * Whether the event's organizer exceeded the limit for such addresses, so that the mail contains none of their
   * text.
   */
  readonly omitsOrganizerText: boolean;
}

/** The recipient, and the organizer who caused the mail. */
interface Recipient {
  /** Their account; missing for somebody who has none. */
  readonly id?: string | undefined;
  readonly email: string;
  readonly isProved: boolean;
  readonly organizerId: string;
}

/** Whether a mail is sent now and in which form, or when it is tried again. */
type Way =
  | { readonly kind: "now"; readonly unverified: UnverifiedAddress | undefined }
  | { readonly kind: "postponed"; readonly until: Date };

const WITHIN: WithinLimit = { isWithin: true };

/**
 * Limits mail to unverified addresses, so that registering somebody else's address does not allow mailing them at
 * will (domain rules, Mails). Beyond a recipient's limit, the mail waits for the next hour. Beyond an organizer's
 * limit it is sent, since the recipient may be owed tickets, but without any text of the organizer. Only first
 * attempts count.
 */
export async function decideDelivery(
  context: AppContext,
  mail: { readonly tries: number },
  { id, email, isProved, organizerId }: Recipient,
): Promise<Way> {
  if (isProved) return { kind: "now", unverified: undefined };
  const isFirstTry = mail.tries === 1;
  const persons = isFirstTry ? await countWithin(context, "unprovedMailPerPerson", id ?? email) : WITHIN;
  if (!persons.isWithin) return { kind: "postponed", until: persons.until };
  const organizers = isFirstTry
    ? await countWithin(context, "unprovedMailPerOrganizer", organizerId)
    : WITHIN;
  const verificationUrl =
    id === undefined ? null : await createVerificationUrl(context, { id: userId.parse(id), email });
  return { kind: "now", unverified: { verificationUrl, omitsOrganizerText: !organizers.isWithin } };
}
