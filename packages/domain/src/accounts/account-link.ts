import { type UserId, userId } from "@foyer/contract/ids";
import type { Transaction } from "@foyer/db/database";
import type { AppContext } from "../context.js";
import { DomainError } from "../domain-error.js";
import { hashToken, newToken } from "../sessions/credentials.js";

/** The purpose of a mailed link. */
export type LinkPurpose = "reset_password" | "verify_email";

interface NewLink {
  readonly purpose: LinkPurpose;
  /** In milliseconds. */
  readonly lifetime: number;
  /** Whether earlier links for the same purpose stay valid. */
  readonly keepsEarlier?: boolean;
}

/**
 * Creates the token of a link.
 *
 * @returns the token; only its hash is stored
 */
export async function createAccountLink(
  context: Pick<AppContext, "db" | "clock" | "random">,
  user: { readonly id: UserId; readonly email: string },
  { purpose, lifetime, keepsEarlier = false }: NewLink,
): Promise<string> {
  const token = newToken(context.random);
  const now = context.clock.now();
  await context.db.transaction(async (tx) => {
    if (!keepsEarlier) await tx.accountLink.deleteMany({ where: { userId: user.id, purpose } });
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

/** A link as sent back by its recipient. */
interface GivenLink {
  readonly token: string;
  readonly purpose: LinkPurpose;
}

/** The owner of a link. */
interface LinkOwner {
  readonly id: UserId;
  readonly email: string;
  readonly name: string;
  readonly emailVerifiedAt: Date | null;
}

/**
 * Checks a link without using it.
 *
 * @throws DomainError LINK_NOT_VALID if it is unknown, used or expired, or its address has changed since
 */
export async function findLinkOwner(
  client: Pick<Transaction, "accountLink" | "user">,
  context: Pick<AppContext, "clock">,
  { token, purpose }: GivenLink,
): Promise<LinkOwner> {
  const link = await client.accountLink.findUnique({ where: { tokenHash: hashToken(token) } });
  if (link === null || link.purpose !== purpose || link.expiresAt <= context.clock.now()) throw notValid();
  const user = await client.user.findUnique({
    where: { id: link.userId },
    select: { id: true, email: true, name: true, isActive: true, emailVerifiedAt: true },
  });
  if (user === null || !user.isActive || user.email !== link.email) throw notValid();
  const { email, name, emailVerifiedAt } = user;
  return { id: userId.parse(user.id), email, name, emailVerifiedAt };
}

/**
 * Uses a link, in the transaction of what it allows: of two concurrent uses only one succeeds.
 *
 * @throws DomainError LINK_NOT_VALID
 */
export async function useAccountLink(
  tx: Transaction,
  context: Pick<AppContext, "clock">,
  link: GivenLink,
): Promise<LinkOwner> {
  const owner = await findLinkOwner(tx, context, link);
  await tx.accountLink.deleteMany({ where: { userId: owner.id, purpose: link.purpose } });
  return owner;
}

function notValid(): DomainError {
  return new DomainError("LINK_NOT_VALID", "This link was used before or is too old. Ask for a new one.");
}
