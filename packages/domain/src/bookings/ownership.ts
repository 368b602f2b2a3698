import type { Transaction } from "@foyer/db/database";
import type { Actor } from "../actor.js";
import { DomainError } from "../domain-error.js";

/** The columns of a booking that say whose it is. */
export const ownershipColumns = { id: true, userId: true, guest: true } as const;

/** A row of {@link ownershipColumns}. */
export interface OwnedBooking {
  readonly id: string;
  readonly userId: string;
  readonly guest: object | null;
}

/**
 * Whether a booking is the actor's own. A token that opens one booking opens no other. A booking that was made for an
 * address without signing in is open to the address's account only once the address is verified: anybody may have
 * registered it.
 */
export async function isOwnBooking(
  { user }: Pick<Transaction, "user">,
  actor: Actor,
  booking: OwnedBooking,
): Promise<boolean> {
  if (booking.userId !== actor.id) return false;
  if (actor.onlyBooking !== undefined) return booking.id === actor.onlyBooking;
  if (booking.guest === null) return true;
  return isAddressProved({ user }, actor);
}

/** @throws DomainError FORBIDDEN if the booking is not the actor's own */
export async function requireOwnBooking(
  client: Pick<Transaction, "user">,
  actor: Actor,
  booking: OwnedBooking,
): Promise<void> {
  if (await isOwnBooking(client, actor, booking)) return;
  throw new DomainError("FORBIDDEN", "This booking is somebody else's.");
}

/** Whether the address of the actor's account is verified. */
export async function isAddressProved(
  { user }: Pick<Transaction, "user">,
  { id }: Pick<Actor, "id">,
): Promise<boolean> {
  const found = await user.findUnique({ where: { id }, select: { emailVerifiedAt: true } });
  return found !== null && found.emailVerifiedAt !== null;
}
