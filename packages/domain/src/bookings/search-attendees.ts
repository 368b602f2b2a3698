import type { Prisma } from "@foyer/db/models";
import { oid } from "@foyer/db/raw-commands";
import { type RowOf, rawModel } from "@foyer/db/raw-model";
import type { AppContext } from "../context.js";
import { cutPage } from "../machinery/pagination.js";
import { findFewPeople, isFound, type PersonSearch } from "../search/person-search.js";
import { attendeeOf, type StoredGuest } from "./guest-booking.js";
import { beyond, byDate, newestFirst } from "./newest-first.js";

/** How many bookings are read at once. */
const BLOCK_SIZE = 1_000;

interface AttendeeSearch {
  readonly search: PersonSearch;
  readonly where: Prisma.BookingWhereInput;
  readonly cursor: string | null | undefined;
  /** The list's, in its cursors. */
  readonly mark: string;
  readonly limit: number;
}

/**
 * The newest bookings whose attendee matches a search by name or email address, as they are shown, or whom one of whose
 * tickets is for. First searches one block of bookings, which is all for most events. Of older ones, if the matching users are
 * few, only theirs are read and those with names of their own; block by block all the same, since a common match is never far.
 *
 * @returns their ids: one more than `limit` if there are more
 */
export async function searchAttendees(
  context: Pick<AppContext, "db">,
  request: AttendeeSearch,
): Promise<string[]> {
  const { search, where, mark, limit } = request;
  const ids: string[] = [];
  let cursor = request.cursor ?? null;
  let among = where;
  let isFirst = true;
  do {
    const block = await readBlock(context, among, cursor, mark);
    ids.push(...(await foundAmong(context, block.items, search)));
    cursor = block.nextCursor;
    if (isFirst && ids.length <= limit && cursor !== null) {
      const few = await findFewPeople(context, search);
      if (few !== undefined) among = { AND: [where, { OR: [{ userId: { in: few } }, ...NAMED] }] };
    }
    isFirst = false;
  } while (ids.length <= limit && cursor !== null);
  return ids.slice(0, limit + 1);
}

/** Bookings that have names of their own: of a guest, or on tickets. */
const NAMED: Prisma.BookingWhereInput[] = [{ guest: { isNot: null } }, { tickets: { isEmpty: false } }];

const columns = { id: true, userId: true, bookingDate: true, guest: true, tickets: true } as const;

async function readBlock(
  { db }: Pick<AppContext, "db">,
  where: Prisma.BookingWhereInput,
  cursor: string | null,
  mark: string,
) {
  const rows = await db.prisma.booking.findMany({
    where: { AND: [where, beyond(cursor, mark)] },
    ...newestFirst(BLOCK_SIZE),
    select: columns,
  });
  return cutPage(rows, BLOCK_SIZE, { mark, sortedBy: byDate });
}

const people = rawModel("User", { id: true, name: true, email: true });

/** A booking as far as people are named in it. */
interface NamingBooking {
  readonly id: string;
  readonly userId: string;
  readonly guest: StoredGuest | null;
  readonly tickets: readonly { readonly holderName: string | null; readonly holderEmail: string | null }[];
}

/** The ids of those among some bookings that match a search. */
async function foundAmong(
  { db }: Pick<AppContext, "db">,
  bookings: readonly NamingBooking[],
  search: PersonSearch,
): Promise<string[]> {
  // A raw query, because Prisma's `in` takes time quadratic in the number of ids. Matched here, because the
  // embedded database rejects some plans for an `_id` and several words.
  const ids = [...new Set(bookings.map(({ userId }) => userId))].map(oid);
  const users = new Map<string, RowOf<typeof people>>();
  for (const user of await people.find(db.prisma.user, { _id: { $in: ids } })) users.set(user.id, user);
  const isOf = ({ userId, guest, tickets }: NamingBooking) => {
    const user = users.get(userId);
    if (user !== undefined && isFound(attendeeOf({ user, guest }), search)) return true;
    return tickets.some(({ holderName, holderEmail }) => {
      if (holderName === null && holderEmail === null) return false;
      return isFound({ name: holderName ?? "", email: holderEmail ?? "" }, search);
    });
  };
  return bookings.filter(isOf).map(({ id }) => id);
}
