import { type UserId, userId } from "@foyer/contract/ids";
import type { Transaction } from "@foyer/db/database";
import type { Prisma } from "@foyer/db/models";
import type { AppContext } from "../context.js";
import { DomainError } from "../domain-error.js";
import { hashToken, newToken } from "../sessions/credentials.js";

/** The purpose of a mailed link. */
export type LinkPurpose = Prisma.AccountLinkGetPayload<object>["purpose"];

interface NewLink {
  readonly purpose: LinkPurpose;
  /** In milliseconds. */
  readonly lifetime: number;
  /** Whether earlier links for the same purpose stay valid. */
  readonly keepsEarlier?: boolean;
  /** What else is stored of it. */
  readonly stored?: Pick<Prisma.AccountLinkUncheckedCreateInput, "codeHash" | "fromEmail" | "session">;
}

/**
 * Creates the token of a link.
 *
 * @returns the token; only its hash is stored
 */
export async function createAccountLink(
  context: Pick<AppContext, "db" | "clock" | "random">,
  user: { readonly id: UserId; readonly email: string },
  link: NewLink,
): Promise<string> {
  // Of two at once the later one replaces the other, which its first try did not see.
  return context.db.transaction((tx) => createAccountLinkIn(tx, context, user, link), {
    retryOnUnique: true,
  });
}

/** The same in the transaction of what the link is about. */
export async function createAccountLinkIn(
  tx: Transaction,
  context: Pick<AppContext, "clock" | "random">,
  user: { readonly id: UserId; readonly email: string },
  { purpose, lifetime, keepsEarlier = false, stored = {} }: NewLink,
): Promise<string> {
  const token = newToken(context.random);
  const now = context.clock.now();
  if (!keepsEarlier) await tx.accountLink.deleteMany({ where: { userId: user.id, purpose } });
  await tx.accountLink.create({
    data: {
      ...stored,
      userId: user.id,
      email: user.email,
      purpose,
      tokenHash: hashToken(token),
      createdAt: now,
      expiresAt: new Date(now.getTime() + lifetime),
    },
    select: { id: true },
  });
  return token;
}

/** A stored link that is still good, whosever it is; null otherwise. */
export async function findLink(
  client: Pick<Transaction, "accountLink">,
  context: Pick<AppContext, "clock">,
  { token, purpose }: GivenLink,
) {
  const link = await client.accountLink.findUnique({ where: { tokenHash: hashToken(token) } });
  const isGood = link !== null && link.purpose === purpose && link.expiresAt > context.clock.now();
  return isGood ? link : null;
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
  given: GivenLink,
): Promise<LinkOwner> {
  const link = await findLink(client, context, given);
  if (link === null) throw linkNotValid();
  const user = await client.user.findUnique({
    where: { id: link.userId },
    select: { id: true, email: true, name: true, isActive: true, emailVerifiedAt: true },
  });
  if (user === null || !user.isActive || user.email !== link.email) throw linkNotValid();
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

/** The error for a link that is unknown, used or too old. */
export function linkNotValid(): DomainError {
  return new DomainError("LINK_NOT_VALID", "This link was used before or is too old. Ask for a new one.");
}
