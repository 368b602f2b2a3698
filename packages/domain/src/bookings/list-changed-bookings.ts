import type { MyEventsBookingsInput } from "@foyer/contract/booking";
import { type BookingId, bookingId, type EventId, eventId } from "@foyer/contract/ids";
import { date, oid, type RawFilter } from "@foyer/db/raw-commands";
import { type RowOf, rawModel } from "@foyer/db/raw-model";
import { z } from "zod";
import type { Actor } from "../actor.js";
import type { AppContext } from "../context.js";
import { decode, encode, invalidCursor, listMark, storedInstant } from "../machinery/pagination.js";
import { type ChangesPage, syncedUntil } from "../machinery/synchronization.js";
import {
  type BookingWithAttendeeAnswer,
  bookingWithAttendeeColumns,
  toBookingWithAttendee,
} from "./booking.js";

/**
 * The bookings of all events that the actor organizes, or those changed since a moment: by event, and for each the
 * least recently changed first. Bookings that are changed after the first page was read are left to the next
 * synchronization, which their `syncedUntil` is for.
 *
 * @throws DomainError INVALID_INPUT (cursor)
 */
export async function listChangedBookings(
  context: Pick<AppContext, "db" | "clock">,
  actor: Actor,
  { updatedAfter, cursor, limit }: MyEventsBookingsInput,
): Promise<ChangesPage<BookingWithAttendeeAnswer>> {
  const mark = listMark("booking.forMyEvents", { updatedAfter, userId: actor.id });
  const after = cursor == null ? undefined : readPosition(cursor, mark);
  const began = after?.began ?? context.clock.now();
  const changed = { ...(updatedAfter && { $gt: date(updatedAfter) }), $lte: date(began) };
  const keys = await findKeys(context, actor, { changed, after, count: limit + 1 });
  const onPage = keys.slice(0, limit);
  const last = onPage.at(-1);
  return {
    items: await readRows(context, onPage),
    nextCursor: keys.length > limit && last !== undefined ? writePosition(last, mark, began) : null,
    syncedUntil: syncedUntil(began),
  };
}

const bookingKeys = rawModel("Booking", { id: true, eventId: true, updatedAt: true });
type BookingKey = RowOf<typeof bookingKeys>;

const ORDER = { eventId: 1, updatedAt: 1, _id: 1 } as const;

/** The last row of the page before, and when the first one was read. */
interface Position {
  readonly eventId: EventId;
  readonly updatedAt: Date;
  readonly id: BookingId;
  readonly began: Date;
}

/** The rest of the event at the cursor, and then those of the events after it: each read enters the index once. */
async function findKeys(
  context: Pick<AppContext, "db">,
  actor: Actor,
  {
    changed,
    after,
    count,
  }: { readonly changed: RawFilter; readonly after: Position | undefined; readonly count: number },
): Promise<readonly BookingKey[]> {
  const { booking } = context.db.prisma;
  const find = (filter: RawFilter, limit: number) =>
    bookingKeys.find(booking, filter, { sort: ORDER, hint: ORDER, limit });
  // A cursor may have been written for somebody who may see more.
  const isWithin = after !== undefined && actor.onlyEvents?.has(after.eventId) !== false;
  const rest = isWithin ? await find(beyond(after, changed), count) : [];
  if (rest.length === count) return rest;
  const own = await findOwnEvents(context, actor, after?.eventId);
  if (own.length === 0) return rest;
  const others = await find({ eventId: { $in: own.map(oid) }, updatedAt: changed }, count - rest.length);
  return [...rest, ...others];
}

/** The first condition is implied by the second; it lets the index be entered at the cursor. */
function beyond({ eventId: event, updatedAt, id }: Position, changed: RawFilter): RawFilter {
  const at = date(updatedAt);
  return {
    eventId: oid(event),
    updatedAt: { ...changed, $gte: at },
    $or: [{ updatedAt: { $gt: at } }, { updatedAt: at, _id: { $gt: oid(id) } }],
  };
}

const ownEvents = rawModel("Event", { id: true });

/** The ids of the actor's events, or those above one of them. */
async function findOwnEvents(
  { db }: Pick<AppContext, "db">,
  actor: Actor,
  above: EventId | undefined,
): Promise<readonly EventId[]> {
  const found = await ownEvents.find(
    db.prisma.event,
    { organizerId: oid(actor.id) },
    { hint: { organizerId: 1 } },
  );
  return found
    .map(({ id }) => id)
    .filter((id) => (above === undefined || id > above) && actor.onlyEvents?.has(id) !== false);
}

async function readRows(
  { db }: Pick<AppContext, "db">,
  keys: readonly BookingKey[],
): Promise<BookingWithAttendeeAnswer[]> {
  const rows = await db.prisma.booking.findMany({
    where: { id: { in: keys.map(({ id }) => id) } },
    select: bookingWithAttendeeColumns,
  });
  const byId = new Map(rows.map((row) => [row.id, toBookingWithAttendee(row)]));
  return keys.flatMap(({ id }) => byId.get(id) ?? []);
}

const position = z.tuple([eventId, storedInstant, bookingId, z.string(), storedInstant]);

/** @throws DomainError INVALID_INPUT (cursor) */
function readPosition(cursor: string, mark: string): Position {
  const [event, updatedAt, id, ownMark, began] = decode(cursor, position);
  if (ownMark !== mark) throw invalidCursor();
  return { eventId: event, updatedAt: new Date(updatedAt), id, began: new Date(began) };
}

function writePosition({ eventId: event, updatedAt, id }: BookingKey, mark: string, began: Date): string {
  return encode([event, updatedAt.toISOString(), id, mark, began.toISOString()]);
}
