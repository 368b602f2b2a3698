import type { ApiScope } from "@foyer/contract/api-key";
import { type BookingId, type EventId, eventId } from "@foyer/contract/ids";
import type { Actor } from "../actor.js";
import type { AppContext } from "../context.js";
import { DomainError } from "../domain-error.js";
import { rateLimited } from "../security/rate-limit.js";
import type { KeyAllowance } from "./key-budget.js";
import type { KeyHolder } from "./key-holder.js";

/**
 * Counts one call of a key.
 *
 * @param report called with what the key has left, also if that is nothing
 * @throws DomainError RATE_LIMITED
 */
export async function countKeyCall(
  { apiKeyCalls }: Pick<AppContext, "apiKeyCalls">,
  { key }: Pick<KeyHolder, "key">,
  report: (allowance: KeyAllowance) => void = () => {},
): Promise<void> {
  const allowance = await apiKeyCalls.take(key);
  if (allowance === undefined) return;
  report(allowance);
  if (!allowance.isWithin) throw rateLimited(allowance.resetSeconds);
}

/** @throws DomainError FORBIDDEN if the key has none of the scopes, of which one is enough */
export function requireScope({ scopes }: Pick<KeyHolder, "scopes">, oneOf: readonly ApiScope[]): void {
  if (oneOf.some((scope) => scopes.has(scope))) return;
  const words = oneOf.map((scope) => `"${scope}"`).join(" or ");
  throw new DomainError("FORBIDDEN", `This API key lacks the scope ${words}.`);
}

/** What an actor may reach: everything, unless it comes with a key that is limited to some events. */
type Reach = Pick<Actor, "onlyEvents">;

/** @throws DomainError FORBIDDEN if the key is not for the event */
export function requireKeyForEvent({ onlyEvents }: Reach, event: EventId): void {
  if (onlyEvents === undefined || onlyEvents.has(event)) return;
  throw new DomainError("FORBIDDEN", "This API key is for other events.");
}

/**
 * Holds a key to the event of a booking, which never changes. A missing booking is left to whoever looks for it next.
 *
 * @param whose `own` if the key is for its user's own bookings only, which do not change hands either
 * @throws DomainError FORBIDDEN if the key is not for the booking
 */
export async function requireKeyForBooking(
  { db }: Pick<AppContext, "db">,
  actor: Pick<Actor, "id" | "onlyEvents">,
  id: BookingId,
  whose: "own" | "any" = "any",
): Promise<void> {
  if (actor.onlyEvents === undefined && whose === "any") return;
  const booking = await db.prisma.booking.findUnique({
    where: { id },
    select: { eventId: true, userId: true },
  });
  if (booking === null) return;
  requireKeyForEvent(actor, eventId.parse(booking.eventId));
  if (whose === "own" && booking.userId !== actor.id) {
    throw new DomainError(
      "FORBIDDEN",
      'This booking is somebody else\'s: the API key needs the scope "manage" besides.',
    );
  }
}

/** What belongs to one event and has an id of its own. */
export type EventPart = "discountCode" | "question" | "waitlistEntry";

/**
 * Holds a key to the event that a part of it belongs to. A missing part is left to whoever looks for it next.
 *
 * @throws DomainError FORBIDDEN if the key is not for the event
 */
export async function requireKeyForPart(
  { db: { prisma } }: Pick<AppContext, "db">,
  actor: Reach,
  part: EventPart,
  id: string,
): Promise<void> {
  const found = await findPart(prisma, part, id);
  if (found !== null) requireKeyForEvent(actor, eventId.parse(found.eventId));
}

function findPart(
  prisma: AppContext["db"]["prisma"],
  part: EventPart,
  id: string,
): Promise<{ readonly eventId: string } | null> {
  const query = { where: { id }, select: { eventId: true } } as const;
  switch (part) {
    case "discountCode":
      return prisma.discountCode.findUnique(query);
    case "question":
      return prisma.question.findUnique(query);
    case "waitlistEntry":
      return prisma.waitlistEntry.findUnique(query);
  }
}

/** @throws DomainError FORBIDDEN if the key is limited to some events */
export function requireKeyForAllEvents({ onlyEvents }: Reach): void {
  if (onlyEvents === undefined) return;
  throw new DomainError(
    "FORBIDDEN",
    "This API key is for certain events only, and this concerns others as well.",
  );
}
