import type { waitlistEntryView } from "@foyer/contract/waitlist";
import type { Transaction } from "@foyer/db/database";
import type { Prisma } from "@foyer/db/models";
import type { z } from "zod";

/** A place as input of the contract's `waitlistEntryView`. */
export type WaitlistEntryAnswer = z.input<typeof waitlistEntryView>;

/** The columns needed for a place. */
export const entryColumns = {
  id: true,
  eventId: true,
  ticketQuantity: true,
  state: true,
  joinedAt: true,
  bookingId: true,
  endedAt: true,
  endedBecause: true,
  event: {
    select: {
      id: true,
      name: true,
      venue: true,
      dateTime: true,
      timeZone: true,
      category: true,
      price: true,
      currency: true,
      cancelledAt: true,
      cancellationReason: true,
    },
  },
} as const satisfies Prisma.WaitlistEntrySelect;
export type EntryRow = Prisma.WaitlistEntryGetPayload<{ select: typeof entryColumns }>;

type Reader = Pick<Transaction, "waitlistEntry" | "booking">;

/** A place with its position or offer. */
export async function readEntry(client: Reader, id: string): Promise<WaitlistEntryAnswer> {
  return toView(
    client,
    await client.waitlistEntry.findUniqueOrThrow({ where: { id }, select: entryColumns }),
  );
}

/** Converts a row to the contract's `waitlistEntryView`. */
export async function toView(client: Reader, row: EntryRow): Promise<WaitlistEntryAnswer> {
  const {
    bookingId,
    event: { cancelledAt: _, ...event },
    ...entry
  } = row;
  const position = row.state === "waiting" ? await positionOf(client, row) : null;
  const isOffered = row.state === "offered" && bookingId !== null;
  return { ...entry, event, position, offer: isOffered ? await readOffer(client, bookingId) : null };
}

/** The position of a waiting place: 1 is next. */
export async function positionOf(
  client: Pick<Transaction, "waitlistEntry">,
  { id, eventId, joinedAt }: Pick<EntryRow, "id" | "eventId" | "joinedAt">,
): Promise<number> {
  const before = await client.waitlistEntry.count({
    where: {
      eventId,
      state: "waiting",
      OR: [{ joinedAt: { lt: joinedAt } }, { joinedAt, id: { lt: id } }],
    },
  });
  return before + 1;
}

async function readOffer(client: Reader, bookingId: string) {
  const booking = await client.booking.findUnique({
    where: { id: bookingId },
    select: { holdExpiresAt: true },
  });
  if (booking === null || booking.holdExpiresAt === null) return null;
  return { bookingId, expiresAt: booking.holdExpiresAt };
}
