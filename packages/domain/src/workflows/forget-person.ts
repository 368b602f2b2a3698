import { deletedAddress } from "@foyer/contract/email";
import type { UserId } from "@foyer/contract/ids";
import type { Transaction } from "@foyer/db/database";
import { date, oid, runCommand } from "@foyer/db/raw-commands";
import { DELETED_NAME } from "../accounts/deleted-person.js";
import type { AppContext } from "../context.js";
import { changesByEvent, queueWebhooks } from "../webhooks/queue-webhooks.js";

/** Who is forgotten. */
export interface ForgottenPerson {
  readonly id: UserId;
  readonly email: string;
  /** Whether the address is theirs: of one that nobody proved, tickets that others passed on to it may be somebody else's. */
  readonly isProved: boolean;
}

/**
 * Removes name, address and what was typed of a person wherever they stand besides the user's document, which the caller has made
 * nobody's in the same transaction (domain rules, Deleted accounts). Whatever signs in or acts for them is the caller's.
 */
export async function forgetPerson(
  tx: Transaction,
  context: Pick<AppContext, "clock" | "webhooks">,
  person: ForgottenPerson,
): Promise<void> {
  const { id, email } = person;
  const now = context.clock.now();
  await forgetAddress(tx, id, email);
  const own = await tx.booking.findMany({ where: { userId: id }, select: { id: true, eventId: true } });
  const ids = own.map((booking) => booking.id);
  await forgetTyped(tx, id, ids, now);
  const received = await forgetReceived(tx, person, ids, now);
  // Programs that keep a copy forget the person too.
  const changed = new Map([...own, ...received].map((booking) => [booking.id, booking]));
  for (const [eventId, news] of changesByEvent(changed.values()))
    await queueWebhooks(tx, context, eventId, news);
}

/** The audit log keeps who it was by id alone. Raw commands, since there may be many rows. */
async function forgetAddress(tx: Transaction, id: UserId, email: string): Promise<void> {
  const address = { $set: { userEmail: null } };
  const both = { $set: { userEmail: null, detail: null } };
  await runCommand(tx, {
    update: "SecurityEvent",
    updates: [
      {
        q: { userId: oid(id), type: { $in: ["email_changed", "email_change_undone"] } },
        u: both,
        multi: true,
      },
      { q: { userEmail: email }, u: address, multi: true },
    ],
  });
}

/**
 * Their bookings keep nothing that was typed: neither guests' names, nor answers, nor names on tickets that were not passed on,
 * which are then their holders'. No device opens them any more.
 */
async function forgetTyped(tx: Transaction, id: UserId, ids: readonly string[], now: Date): Promise<void> {
  const userId = oid(id);
  await runCommand(tx, {
    update: "Booking",
    updates: [
      {
        q: { userId, guest: { $ne: null } },
        u: { $set: { "guest.name": DELETED_NAME, updatedAt: date(now) }, $unset: { "guest.email": "" } },
        multi: true,
      },
      {
        q: { userId, "tickets.0": { $exists: true } },
        u: { $unset: { "tickets.$[own].holderName": "" }, $set: { updatedAt: date(now) } },
        arrayFilters: [{ "own.holderEmail": { $in: [null] } }],
        multi: true,
      },
    ],
  });
  await tx.bookingAccess.deleteMany({ where: { bookingId: { in: [...ids] } } });
  await tx.bookingAnswers.deleteMany({ where: { id: { in: [...ids] } } });
  // Also those that were passed on for them by who runs the event.
  const passed = { OR: [{ actorId: id }, { bookingId: { in: [...ids] } }] };
  await tx.ticketPass.updateMany({ where: passed, data: { fromName: { unset: true } } });
}

/**
 * Tickets that were passed on to the address keep neither it nor the name, also those that were passed on further since. Their
 * codes stay valid. An address stays in its place, of nobody, so that whoever booked is not shown the code.
 *
 * @param own the person's own bookings
 * @returns the bookings that such tickets belong to
 */
async function forgetReceived(
  tx: Transaction,
  { id, email, isProved }: ForgottenPerson,
  own: readonly string[],
  now: Date,
): Promise<{ readonly id: string; readonly eventId: string }[]> {
  const passes = await tx.ticketPass.findMany({
    where: { email, ...(!isProved && { bookingId: { in: [...own] } }) },
    select: { id: true, bookingId: true, eventId: true, ticketNumber: true, codeVersion: true },
  });
  if (passes.length === 0) return [];
  const nobody = deletedAddress(id);
  const bookings = new Map(passes.map(({ bookingId, eventId }) => [bookingId, eventId]));
  await runCommand(tx, {
    update: "TicketPass",
    updates: passes.flatMap(({ id: pass, bookingId, ticketNumber, codeVersion }) => [
      { q: { _id: oid(pass) }, u: { $set: { name: DELETED_NAME, email: nobody } } },
      // Who has it since had it from them.
      {
        q: { bookingId: oid(bookingId), ticketNumber, codeVersion: codeVersion + 1 },
        u: { $unset: { fromName: "" } },
      },
    ]),
  });
  await runCommand(tx, {
    update: "Booking",
    updates: [
      {
        q: { _id: { $in: [...bookings.keys()].map(oid) }, "tickets.holderEmail": email },
        u: {
          $set: {
            "tickets.$[theirs].holderName": DELETED_NAME,
            "tickets.$[theirs].holderEmail": nobody,
            updatedAt: date(now),
          },
        },
        arrayFilters: [{ "theirs.holderEmail": email }],
        multi: true,
      },
    ],
  });
  return [...bookings].map(([bookingId, eventId]) => ({ id: bookingId, eventId }));
}
