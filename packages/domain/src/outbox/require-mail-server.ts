import type { AppContext } from "../context.js";
import { DomainError } from "../domain-error.js";

/**
 * For operations that are useless without a mail that contains a credential. Such mails are never stored, so
 * without a mail server they would be lost.
 *
 * @throws DomainError MAIL_UNAVAILABLE
 */
export function requireMailServer({ mailTransport }: Pick<AppContext, "mailTransport">): void {
  if (mailTransport !== null) return;
  throw new DomainError("MAIL_UNAVAILABLE", "No mail can be sent at the moment, so no link was made.");
}
