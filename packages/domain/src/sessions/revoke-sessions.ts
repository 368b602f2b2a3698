import type { UserId } from "@foyer/contract/ids";
import type { Transaction } from "@foyer/db/database";

/** Which sessions of whom end. Without more than the user, all of them. */
export interface RevokedSessions {
  readonly userId: UserId;
  readonly id?: string | { readonly not: string };
  readonly deviceInfo?: { readonly is: { readonly deviceId: string } };
}

/**
 * Ends sessions, from their next request on. They are marked and not deleted: their TTL index does that.
 *
 * @returns how many were not over already
 */
export async function revokeSessions(
  client: Pick<Transaction, "session">,
  which: RevokedSessions,
  now: Date,
): Promise<number> {
  const { count } = await client.session.updateMany({
    where: { ...which, isRevoked: false },
    data: { isRevoked: true, updatedAt: now },
  });
  return count;
}
