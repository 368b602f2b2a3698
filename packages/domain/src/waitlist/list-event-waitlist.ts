import type { EventWaitlistInput, waitlistPlace } from "@foyer/contract/waitlist";
import type { Transaction } from "@foyer/db/database";
import type { Prisma } from "@foyer/db/models";
import type { z } from "zod";
import { type Actor, requireRunsEvent } from "../actor.js";
import type { AppContext } from "../context.js";
import { DomainError } from "../domain-error.js";
import {
  cursorDate,
  cutPage,
  listMark,
  type Page,
  type Position,
  readCursor,
} from "../machinery/pagination.js";
import { leftOf } from "../ticket-types/ticket-type.js";
import { readOffers } from "./waitlist-view.js";

/** A place as input of the contract's `waitlistPlace`. */
export type WaitlistPlaceAnswer = z.input<typeof waitlistPlace>;

const columns = {
  id: true,
  eventId: true,
  ticketQuantity: true,
  ticketTypeId: true,
  state: true,
  joinedAt: true,
  bookingId: true,
  endedAt: true,
  endedBecause: true,
  user: { select: { id: true, name: true, email: true } },
} as const satisfies Prisma.WaitlistEntrySelect;
type PlaceRow = Prisma.WaitlistEntryGetPayload<{ select: typeof columns }>;

const stockColumns = {
  availableTickets: true,
  cancelledAt: true,
  dateTime: true,
  ticketTypes: true,
} as const satisfies Prisma.EventSelect;
type Stock = Prisma.EventGetPayload<{ select: typeof stockColumns }>;

/**
 * The places on an event's waiting list in the order of joining, with their holders. For those who run it.
 *
 * @throws DomainError INVALID_INPUT (cursor)
 */
export async function listEventWaitlist(
  context: Pick<AppContext, "db" | "clock">,
  input: EventWaitlistInput,
): Promise<Page<WaitlistPlaceAnswer>> {
  const { prisma } = context.db;
  const { eventId, ticketTypeId, state, cursor, limit } = input;
  const mark = listMark("waitlist.forEvent", input);
  const after = readCursor(cursor, mark);
  const [event, rows] = await Promise.all([
    prisma.event.findUniqueOrThrow({ where: { id: eventId }, select: stockColumns }),
    prisma.waitlistEntry.findMany({
      where: {
        eventId,
        state,
        ...(ticketTypeId !== undefined && { ticketTypeId }),
        ...(after && laterThan(after)),
      },
      orderBy: [{ joinedAt: "asc" }, { id: "asc" }],
      take: limit + 1,
      select: columns,
    }),
  ]);
  const sortedBy = (row: PlaceRow) => row.joinedAt.toISOString();
  const { items, nextCursor } = cutPage(rows, limit, { mark, sortedBy });
  return { items: await toPlaces(prisma, context.clock.now(), event, items), nextCursor };
}

function laterThan([value, id]: Position) {
  const joinedAt = cursorDate(value);
  // The first condition is implied by the second; it lets the index be entered at the cursor, however deep the page is.
  return {
    joinedAt: { gte: joinedAt },
    OR: [{ joinedAt: { gt: joinedAt } }, { joinedAt, id: { gt: id } }],
  };
}

/** A place as those who run the event see it. */
export async function readPlace(tx: Transaction, id: string, now: Date): Promise<WaitlistPlaceAnswer> {
  const row = await tx.waitlistEntry.findUniqueOrThrow({
    where: { id },
    select: { ...columns, event: { select: stockColumns } },
  });
  const { event, ...place } = row;
  const [answer] = await toPlaces(tx, now, event, [place]);
  if (answer === undefined) throw new Error("Every place is answered.");
  return answer;
}

async function toPlaces(
  client: Pick<Transaction, "booking">,
  now: Date,
  event: Stock,
  rows: readonly PlaceRow[],
): Promise<WaitlistPlaceAnswer[]> {
  const offers = await readOffers(
    client,
    rows.flatMap(({ id, state, bookingId }) =>
      state === "offered" && bookingId !== null ? [{ id, bookingId }] : [],
    ),
  );
  const takesOffers = event.cancelledAt === null && event.dateTime > now;
  return rows.map(({ user, ticketTypeId, bookingId: _, ...place }) => {
    const type = event.ticketTypes.find(({ id }) => id === ticketTypeId);
    const left = type === undefined ? event.availableTickets : leftOf(type, event.availableTickets);
    return {
      ...place,
      person: user,
      ticketType: type === undefined ? null : { id: type.id, name: type.name },
      offer: offers.get(place.id) ?? null,
      canBeOffered: takesOffers && place.state === "waiting" && left >= place.ticketQuantity,
    };
  });
}

/**
 * A place of an event that the actor runs.
 *
 * @throws DomainError NOT_FOUND, FORBIDDEN
 */
export async function requireRunPlace(tx: Transaction, actor: Actor, id: string) {
  const found = await tx.waitlistEntry.findUnique({
    where: { id },
    select: {
      id: true,
      eventId: true,
      userId: true,
      ticketQuantity: true,
      ticketTypeId: true,
      joinedAt: true,
      state: true,
      bookingId: true,
      event: { select: { organizerId: true } },
    },
  });
  if (found === null) throw new DomainError("NOT_FOUND", "There is no such place on a waiting list.");
  const { event, ...place } = found;
  requireRunsEvent(actor, event);
  return place;
}
