import type { AppContext } from "../context.js";
import { DomainError } from "../domain-error.js";

/**
 * For whatever is nothing without a mail that holds a credential: such a mail is stored nowhere, so without a mail
 * server it would be lost while its reader is told to wait for it.
 *
 * @throws DomainError MAIL_UNAVAILABLE
 */
export function requireMailServer({ mailTransport }: Pick<AppContext, "mailTransport">): void {
  if (mailTransport !== null) return;
  throw new DomainError("MAIL_UNAVAILABLE", "No mail can be sent at the moment, so no link was made.");
}
