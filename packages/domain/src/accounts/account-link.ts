import { type UserId, userId } from "@foyer/contract/ids";
import type { Transaction } from "@foyer/db/database";
import { DomainError } from "../domain-error.js";
import type { Foyer } from "../foyer.js";
import { hashToken, newToken } from "../sessions/token.js";

/** What a mailed link is for. */
export type LinkPurpose = "reset_password" | "verify_email";

/**
 * Makes a link's token for a user and forgets the earlier ones for the same purpose.
 *
 * @param lifetime in milliseconds
 * @returns the token; only its hash is kept
 */
export async function createAccountLink(
  foyer: Foyer,
  user: { readonly id: UserId; readonly email: string },
  { purpose, lifetime }: { readonly purpose: LinkPurpose; readonly lifetime: number },
): Promise<string> {
  const token = newToken(foyer.random);
  const now = foyer.clock.now();
  await foyer.db.transaction(async (tx) => {
    await tx.accountLink.deleteMany({ where: { userId: user.id, purpose } });
    await tx.accountLink.create({
      data: {
        userId: user.id,
        email: user.email,
        purpose,
        tokenHash: hashToken(token),
        createdAt: now,
        expiresAt: new Date(now.getTime() + lifetime),
      },
      select: { id: true },
    });
  });
  return token;
}

/**
 * Uses a link up, in the transaction of what it allows: of two at once, one gets it.
 *
 * @throws DomainError LINK_NOT_VALID when it is unknown, used, too old, or its address has changed since
 */
export async function useAccountLink(
  tx: Transaction,
  foyer: Foyer,
  { token, purpose }: { readonly token: string; readonly purpose: LinkPurpose },
): Promise<{ readonly id: UserId; readonly email: string; readonly name: string }> {
  const link = await tx.accountLink.findUnique({ where: { tokenHash: hashToken(token) } });
  if (link === null || link.purpose !== purpose || link.expiresAt <= foyer.clock.now()) throw notValid();
  const user = await tx.user.findUnique({
    where: { id: link.userId },
    select: { id: true, email: true, name: true, isActive: true },
  });
  if (user === null || !user.isActive || user.email !== link.email) throw notValid();
  await tx.accountLink.deleteMany({ where: { userId: link.userId, purpose } });
  return { id: userId.parse(user.id), email: user.email, name: user.name };
}

function notValid(): DomainError {
  return new DomainError("LINK_NOT_VALID", "This link was used before or is too old. Ask for a new one.");
}
