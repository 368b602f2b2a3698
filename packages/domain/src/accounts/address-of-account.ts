import type { UserId } from "@foyer/contract/ids";
import type { Transaction } from "@foyer/db/database";
import { kindOfFailure } from "@foyer/db/failure";
import type { AppContext } from "../context.js";
import { DomainError } from "../domain-error.js";
import { personKeys } from "../search/person-search.js";
import { emailTaken, requireNotKept } from "./kept-address.js";

/**
 * Whether an account could not get an address; for answers that do not reveal it, and so decides nothing.
 */
export async function isAddressTaken(
  client: Pick<Transaction, "accountLink" | "user">,
  context: Pick<AppContext, "clock">,
  email: string,
  except: UserId,
): Promise<boolean> {
  if ((await client.user.count({ where: { email } })) > 0) return true;
  try {
    await requireNotKept(client, context, email, except);
    return false;
  } catch (error) {
    if (error instanceof DomainError && error.code === "EMAIL_TAKEN") return true;
    throw error;
  }
}

/**
 * Gives an account another address. Links that were mailed to the former one are void, but for those that take it back.
 *
 * @returns the former address if the account never proved it: what was booked with it without signing in is not the account's
 *   (`leaveGuestBookings`); undefined otherwise, and for a guest
 * @param verifiedAt when the new address was proved; null if nobody has
 * @throws DomainError EMAIL_TAKEN
 */
export async function changeAddress(
  tx: Transaction,
  context: Pick<AppContext, "clock">,
  user: { readonly id: UserId; readonly name: string },
  email: string,
  verifiedAt: Date | null,
): Promise<string | undefined> {
  await requireNotKept(tx, context, email, user.id);
  const former = await tx.user.findUniqueOrThrow({
    where: { id: user.id },
    select: { email: true, emailVerifiedAt: true, isGuest: true },
  });
  await tx.user.update({
    where: { id: user.id },
    data: {
      email,
      ...personKeys({ name: user.name, email }),
      emailVerifiedAt: verifiedAt,
      updatedAt: context.clock.now(),
    },
    select: { id: true },
  });
  await tx.accountLink.deleteMany({ where: { userId: user.id, purpose: { not: "undo_email_change" } } });
  const isNobodys = former.emailVerifiedAt === null && !former.isGuest && former.email !== email;
  return isNobodys ? former.email : undefined;
}

/** Turns a violation of the unique index into EMAIL_TAKEN: a check beforehand would let two at once pass. */
export async function orEmailTaken<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (cause) {
    if (kindOfFailure(cause) !== "unique") throw cause;
    throw emailTaken(cause);
  }
}
