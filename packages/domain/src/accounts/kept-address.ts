import type { UserId } from "@foyer/contract/ids";
import type { Transaction } from "@foyer/db/database";
import type { AppContext } from "../context.js";
import { DomainError } from "../domain-error.js";

/**
 * Ensures that an address is not kept for the account that had it until a moment ago and may take it back (domain rules,
 * Addresses). Whether another account has it now is decided by the unique index.
 *
 * @param except the account that it may be kept for
 * @throws DomainError EMAIL_TAKEN
 */
export async function requireNotKept(
  client: Pick<Transaction, "accountLink">,
  { clock }: Pick<AppContext, "clock">,
  email: string,
  except?: UserId,
): Promise<void> {
  const kept = await client.accountLink.findMany({
    where: { email, purpose: "undo_email_change", expiresAt: { gt: clock.now() } },
    select: { userId: true },
  });
  if (kept.some(({ userId }) => userId !== except)) throw emailTaken();
}

/** The error for an address that somebody has, or may take back. */
export function emailTaken(cause?: unknown): DomainError {
  const message = "There is an account with this email address already.";
  return new DomainError("EMAIL_TAKEN", message, { field: "email", cause });
}
