import type { UserId } from "@foyer/contract/ids";
import type { Transaction } from "@foyer/db/database";

/** Selects the sessions to revoke: all of the user's, if nothing else is given. */
export interface RevokedSessions {
  readonly userId: UserId;
  readonly id?: string | { readonly not: string };
  readonly deviceInfo?: { readonly is: { readonly deviceId: string } };
}

/**
 * Revokes sessions, from their next request on. They are marked, and deleted by their TTL index.
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
