import { userId } from "@foyer/contract/ids";
import { createVerificationUrl } from "../accounts/email-verification.js";
import type { AppContext } from "../context.js";
import { countWithin, type WithinLimit } from "../security/rate-limit.js";

/** What a mail to an address that may be anybody's goes by. */
export interface UnverifiedAddress {
  /** The link that proves it. */
  readonly verificationUrl: string;
  /** Whether the event's organizer has had so many mailed to such addresses that nothing they typed may go out. */
  readonly isWordless: boolean;
}

/** Whom a mail goes to, and by whose doing. */
interface Recipient {
  readonly email: string;
  readonly isProved: boolean;
  readonly organizerId: string;
}

/** Whether a mail goes out now, and how, or when it is tried again. */
type Way =
  | { readonly kind: "now"; readonly unverified: UnverifiedAddress | undefined }
  | { readonly kind: "postponed"; readonly until: Date };

const WITHIN: WithinLimit = { isWithin: true };

/**
 * Bounds what people can have mailed to addresses that nobody has proved: whoever registers somebody else's must not
 * make Foyer write to them at will. Beyond one person's limit a mail waits for the next hour. Beyond one organizer's it
 * goes out at once, because tickets are owed, but with nothing of what was typed for the event. A mail is counted at its
 * first try only.
 */
export async function decideDelivery(
  context: AppContext,
  mail: { readonly userId: string; readonly tries: number },
  { email, isProved, organizerId }: Recipient,
): Promise<Way> {
  if (isProved) return { kind: "now", unverified: undefined };
  const isFirstTry = mail.tries === 1;
  const persons = isFirstTry ? await countWithin(context, "unprovedMailPerPerson", mail.userId) : WITHIN;
  if (!persons.isWithin) return { kind: "postponed", until: persons.until };
  const organizers = isFirstTry
    ? await countWithin(context, "unprovedMailPerOrganizer", organizerId)
    : WITHIN;
  const verificationUrl = await createVerificationUrl(context, { id: userId.parse(mail.userId), email });
  return { kind: "now", unverified: { verificationUrl, isWordless: !organizers.isWithin } };
}
