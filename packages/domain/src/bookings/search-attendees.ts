import type { Prisma } from "@foyer/db/models";
import { z } from "zod";
import type { Foyer } from "../foyer.js";
import { cutPage } from "../pagination.js";
import type { containing } from "../text-search.js";
import { beyond, byDate, newestFirst } from "./newest-first.js";

/** How many bookings are looked through at once. */
const BLOCK_SIZE = 1_000;

type Word = ReturnType<typeof containing>[number];

/**
 * The newest bookings whose attendee's name or address has all of these words. Looks through the bookings block by
 * block until it has enough, because the database joins one booking after the other: seconds for a big event.
 *
 * @returns their ids: one more than `limit` when there are more
 */
export async function searchAttendees(
  foyer: Foyer,
  search: {
    readonly words: readonly Word[];
    readonly where: Prisma.BookingWhereInput;
    readonly cursor: string | null | undefined;
    readonly limit: number;
  },
): Promise<string[]> {
  const ids: string[] = [];
  let cursor = search.cursor ?? null;
  do {
    const rows = await foyer.db.prisma.booking.findMany({
      where: { AND: [search.where, beyond(cursor)] },
      ...newestFirst(BLOCK_SIZE),
      select: { id: true, userId: true, bookingDate: true },
    });
    const block = cutPage(rows, BLOCK_SIZE, byDate);
    const found = await named(
      foyer,
      block.items.map(({ userId }) => userId),
      search.words,
    );
    ids.push(...block.items.filter(({ userId }) => found.has(userId)).map(({ id }) => id));
    cursor = block.nextCursor;
  } while (ids.length <= search.limit && cursor !== null);
  return ids.slice(0, search.limit + 1);
}

const people = z.array(
  z.object({ _id: z.object({ $oid: z.string() }), name: z.string(), email: z.string() }),
);

/** Those of some people who have all of the words in their name or address. */
async function named({ db }: Foyer, ids: readonly string[], words: readonly Word[]): Promise<Set<string>> {
  // Raw, because Prisma's own `in` takes time that grows with the square of how many ids there are; and compared
  // here, because the embedded database refuses some plans for an `_id` and several words.
  const found = await db.prisma.user.findRaw({
    filter: { _id: { $in: ids.map(($oid) => ({ $oid })) } },
    options: { projection: { name: 1, email: 1 } },
  });
  const patterns = words.map(({ contains }) => new RegExp(contains, "i"));
  const matching = people
    .parse(found)
    .filter(({ name, email }) => patterns.every((pattern) => pattern.test(name) || pattern.test(email)));
  return new Set(matching.map(({ _id }) => _id.$oid));
}
