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
  ticketTypeId: true,
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
      ticketTypes: true,
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
    ticketTypeId,
    event: { cancelledAt: _, ticketTypes, ...event },
    ...entry
  } = row;
  const type = ticketTypes.find(({ id }) => id === ticketTypeId);
  const ticketType = type === undefined ? null : { id: type.id, name: type.name };
  const position = row.state === "waiting" ? await positionOf(client, row) : null;
  const isOffered = row.state === "offered" && bookingId !== null;
  const price = type?.price ?? event.price;
  return {
    ...entry,
    ticketType,
    event: { ...event, price },
    position,
    offer: isOffered ? ((await readOffers(client, [{ ...row, bookingId }])).get(row.id) ?? null) : null,
  };
}

/** The position of a waiting place among those for the same kind: 1 is next. */
export async function positionOf(
  client: Pick<Transaction, "waitlistEntry">,
  { id, eventId, ticketTypeId, joinedAt }: Pick<EntryRow, "id" | "eventId" | "ticketTypeId" | "joinedAt">,
): Promise<number> {
  const before = await client.waitlistEntry.count({
    where: {
      eventId,
      state: "waiting",
      ...(ticketTypeId !== null && { ticketTypeId }),
      OR: [{ joinedAt: { lt: joinedAt } }, { joinedAt, id: { lt: id } }],
    },
  });
  return before + 1;
}

/** A place with the booking that is its offer, or that its offer is an addition to. */
interface OfferedPlace {
  readonly id: string;
  readonly bookingId: string;
}

/** The offers to some places, by their ids. */
export async function readOffers(
  client: Pick<Transaction, "booking">,
  places: readonly OfferedPlace[],
): Promise<ReadonlyMap<string, NonNullable<WaitlistEntryAnswer["offer"]>>> {
  if (places.length === 0) return new Map();
  const bookings = await client.booking.findMany({
    where: { id: { in: places.map(({ bookingId }) => bookingId) } },
    select: { id: true, holdExpiresAt: true, addition: true },
  });
  const byId = new Map(bookings.map((booking) => [booking.id, booking]));
  return new Map(
    places.flatMap(({ id, bookingId }) => {
      const { addition = null, holdExpiresAt = null } = byId.get(bookingId) ?? {};
      const isAddition = addition?.waitlistEntryId === id;
      const expiresAt = isAddition ? addition.holdExpiresAt : holdExpiresAt;
      return expiresAt === null ? [] : [[id, { bookingId, isAddition, expiresAt }] as const];
    }),
  );
}
