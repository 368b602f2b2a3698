import { userId } from "@foyer/contract/ids";
import { DAY_MS } from "@foyer/contract/time";
import type { Transaction } from "@foyer/db/database";
import type { Actor } from "../actor.js";
import type { AppContext } from "../context.js";
import { personKeys } from "../search/person-search.js";
import { requireNotKept } from "./kept-address.js";
import { NO_PASSWORD } from "./no-password.js";

/** Somebody whom a booking is made for without signing in. */
export interface NewGuest {
  /** In its stored form. */
  readonly email: string;
  readonly name: string;
}

/** How long a guest is kept whom no booking keeps (domain rules, Guests). */
export const GUESTS_KEPT_MS = 30 * DAY_MS;
/** A guest who comes back is kept longer, which is written at most this often. */
const NOTED_EVERY_MS = DAY_MS;

/**
 * The user of an address, made as a guest if there is none: bookings belong to it from the start, and are there when
 * somebody first signs in by mail. An account that exists is left as it is. Concurrent calls find the same user, by the
 * unique index. A guest is there for a day at least from this call, so that a booking can follow it: a guest who is about
 * to be forgotten is kept, or made anew.
 *
 * @throws DomainError EMAIL_TAKEN while the address is kept for an account that may take it back
 */
export async function provideGuest(
  context: Pick<AppContext, "db" | "clock">,
  guest: NewGuest,
): Promise<Pick<Actor, "id" | "role">> {
  const known = await findUser(context.db.prisma, guest.email);
  const id =
    known !== null && !isAboutToBeForgotten(context, known)
      ? known.id
      : await context.db.transaction((tx) => provideGuestIn(tx, context, guest), { retryOnUnique: true });
  return { id: userId.parse(id), role: "user" };
}

/**
 * The same within a transaction.
 *
 * @throws DomainError EMAIL_TAKEN while the address is kept for an account that may take it back
 */
export async function provideGuestIn(
  tx: Transaction,
  context: Pick<AppContext, "clock">,
  guest: NewGuest,
): Promise<string> {
  const found = await findUser(tx, guest.email);
  if (found === null) return createGuest(tx, context, guest);
  if (isAboutToBeForgotten(context, found)) {
    // A write, with which forgetting the guest at the same time conflicts.
    const forgetAt = new Date(context.clock.now().getTime() + GUESTS_KEPT_MS);
    await tx.user.update({ where: { id: found.id }, data: { forgetAt }, select: { id: true } });
  }
  return found.id;
}

function findUser({ user }: Pick<Transaction, "user">, email: string) {
  return user.findUnique({ where: { email }, select: { id: true, isGuest: true, forgetAt: true } });
}

function isAboutToBeForgotten(
  { clock }: Pick<AppContext, "clock">,
  { isGuest, forgetAt }: { readonly isGuest: boolean; readonly forgetAt: Date | null },
): boolean {
  if (!isGuest) return false;
  return forgetAt === null || forgetAt.getTime() - clock.now().getTime() < GUESTS_KEPT_MS - NOTED_EVERY_MS;
}

async function createGuest(
  tx: Transaction,
  context: Pick<AppContext, "clock">,
  { email, name }: NewGuest,
): Promise<string> {
  const now = context.clock.now();
  // Otherwise a booking could keep its owner from taking it back.
  await requireNotKept(tx, context, email);
  const { id } = await tx.user.create({
    data: {
      email,
      name,
      ...personKeys({ email, name }),
      password: NO_PASSWORD,
      isGuest: true,
      forgetAt: new Date(now.getTime() + GUESTS_KEPT_MS),
      createdAt: now,
      updatedAt: now,
    },
    select: { id: true },
  });
  return id;
}
