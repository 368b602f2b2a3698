import type { Prisma } from "@foyer/db/models";
import { oid } from "@foyer/db/raw-commands";
import { rawModel } from "@foyer/db/raw-model";
import { findFewPeople, isFound, type PersonSearch } from "../accounts/person-search.js";
import type { AppContext } from "../context.js";
import { compareBytes } from "../machinery/compare-bytes.js";
import { cutPage } from "../machinery/pagination.js";
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
 * The newest bookings whose attendee matches a search by name or email address. First searches one block of
 * bookings, which is all for most events. Older ones are found by the matching users if those are few; otherwise
 * block by block, since a common match is never far.
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
  let isFirst = true;
  do {
    const block = await readBlock(context, where, cursor, mark);
    const found = await namedAmong(context, block.items, search);
    ids.push(...block.items.filter(({ userId }) => found.has(userId)).map(({ id }) => id));
    cursor = block.nextCursor;
    if (isFirst && ids.length <= limit && cursor !== null) {
      const few = await findFewPeople(context, search);
      if (few !== undefined) {
        ids.push(...(await bookingsOf(context, few, { AND: [where, beyond(cursor, mark)] })));
        cursor = null;
      }
    }
    isFirst = false;
  } while (ids.length <= limit && cursor !== null);
  return ids.slice(0, limit + 1);
}

const columns = { id: true, userId: true, bookingDate: true } as const;

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

/** The bookings of a few users, newest first. */
async function bookingsOf(
  { db }: Pick<AppContext, "db">,
  userIds: readonly string[],
  where: Prisma.BookingWhereInput,
) {
  const rows = await db.prisma.booking.findMany({
    where: { AND: [where, { userId: { in: [...userIds] } }] },
    select: columns,
  });
  const newest = rows.sort(
    (one, other) => other.bookingDate.getTime() - one.bookingDate.getTime() || compareBytes(other.id, one.id),
  );
  return newest.map(({ id }) => id);
}

const people = rawModel("User", { id: true, name: true, email: true });

/** The attendees of some bookings who match a search. */
async function namedAmong(
  { db }: Pick<AppContext, "db">,
  bookings: readonly { readonly userId: string }[],
  search: PersonSearch,
): Promise<Set<string>> {
  // A raw query, because Prisma's `in` takes time quadratic in the number of ids. Matched here, because the
  // embedded database rejects some plans for an `_id` and several words.
  const ids = bookings.map(({ userId }) => oid(userId));
  const found = await people.find(db.prisma.user, { _id: { $in: ids } });
  return new Set<string>(found.filter((person) => isFound(person, search)).map(({ id }) => id));
}
