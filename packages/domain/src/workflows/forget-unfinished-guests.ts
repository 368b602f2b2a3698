import type { UserId } from "@foyer/contract/ids";
import type { Transaction } from "@foyer/db/database";
import { date } from "@foyer/db/raw-commands";
import { rawModel } from "@foyer/db/raw-model";
import { deletedPerson } from "../accounts/deleted-person.js";
import { GUESTS_KEPT_MS } from "../accounts/guest-user.js";
import { isUnproved } from "../bookings/guest-booking.js";
import type { AppContext } from "../context.js";
import { processEach } from "../machinery/process-each.js";
import { forgetPerson } from "./forget-person.js";

type ForgettingContext = Pick<AppContext, "db" | "clock" | "webhooks">;

/** Guests who are read at once. Each has a transaction of its own. */
const AT_ONCE = 200;

const dueGuests = rawModel("User", { id: true });

/**
 * Removes name and address of guests whom no booking keeps: they booked and never proved it, 30 days ago or longer, or began
 * and got none (domain rules, Guests). Those who are kept are looked at again after as long. A guest who comes back writes
 * the date that is the claim here (`provideGuest`), so whoever is second finds the other's outcome; so does another process.
 *
 * @returns how many were forgotten
 * @throws AggregateError if some could not be; the others are done
 */
export async function forgetUnfinishedGuests(context: ForgettingContext): Promise<number> {
  let forgotten = 0;
  for (;;) {
    // A raw query: Prisma's own cannot use a partial index. The date is missing in guests made before it was stored.
    const due = await dueGuests.find(
      context.db.prisma.user,
      { isGuest: true, forgetAt: { $not: { $gt: date(context.clock.now()) } } },
      { limit: AT_ONCE },
    );
    forgotten += await processEach(due, "unfinished guests", ({ id }) =>
      context.db.transaction((tx) => forgetIfUnfinished(tx, context, id)),
    );
    if (due.length < AT_ONCE) return forgotten;
  }
}

async function forgetIfUnfinished(tx: Transaction, context: ForgettingContext, id: UserId): Promise<number> {
  const now = context.clock.now();
  const guest = await tx.user.findUnique({
    where: { id },
    select: { email: true, isGuest: true, forgetAt: true, createdAt: true },
  });
  if (guest === null || !guest.isGuest || (guest.forgetAt !== null && guest.forgetAt > now)) return 0;
  const keptUntil = (await whatKeeps(tx, id, now)) ?? new Date(guest.createdAt.getTime() + GUESTS_KEPT_MS);
  if (keptUntil > now) {
    await tx.user.update({ where: { id }, data: { forgetAt: keptUntil }, select: { id: true } });
    return 0;
  }
  await tx.accountLink.deleteMany({ where: { userId: id } });
  await tx.user.update({ where: { id }, data: deletedPerson(id, now), select: { id: true } });
  // Nobody has signed in with the address: what others passed on to it is not known to be this person's.
  await forgetPerson(tx, context, { id, email: guest.email, isProved: false });
  return 1;
}

/** Until when a guest's bookings keep the person at least; undefined if there are none. */
async function whatKeeps(tx: Transaction, id: UserId, now: Date): Promise<Date | undefined> {
  const bookings = await tx.booking.findMany({
    where: { userId: id },
    select: {
      status: true,
      guest: true,
      updatedAt: true,
      payments: { where: { state: { not: "failed" } }, take: 1, select: { id: true } },
    },
  });
  if (bookings.length === 0) return undefined;
  const isRecord = bookings.some(
    (booking) => booking.status !== "cancelled" || !isUnproved(booking) || booking.payments.length > 0,
  );
  const from = isRecord ? now.getTime() : Math.max(...bookings.map(({ updatedAt }) => updatedAt.getTime()));
  return new Date(from + GUESTS_KEPT_MS);
}
