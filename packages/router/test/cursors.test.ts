import { encode, listMark } from "@foyer/domain/machinery/pagination";
import { bookTickets } from "@foyer/testing/bookings";
import { callAs } from "@foyer/testing/callers";
import { errorCodeOf } from "@foyer/testing/errors";
import { newEvent, newUser } from "@foyer/testing/fixtures";
import { createIsolatedTestContext } from "@foyer/testing/test-context";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const { context } = await createIsolatedTestContext();
afterAll(() => context.db.close());

interface Page {
  readonly items: readonly unknown[];
  readonly nextCursor: string | null;
}

/** A list with some filters, and the same list with others. */
interface List {
  readonly read: (position: { readonly cursor?: string | null; readonly limit?: number }) => Promise<Page>;
  readonly filteredOtherwise: (position: { readonly cursor: string | null }) => Promise<Page>;
}

let lists: Record<string, List>;

beforeAll(async () => {
  const [organizer, admin, attendee] = [
    await newUser(context),
    await newUser(context, "admin"),
    await newUser(context),
  ];
  const events = [await newEvent(context, organizer), await newEvent(context, organizer)];
  const [eventId, otherId] = events.map(({ id }) => id);
  if (eventId === undefined || otherId === undefined) throw new Error("There are two events.");
  for (const buyer of [attendee, await newUser(context), await newUser(context)]) {
    const { id } = await bookTickets(context, buyer, eventId);
    await context.db.prisma.payment.create({
      data: {
        bookingId: id,
        eventId,
        userId: buyer.id,
        amount: 2_500,
        currency: "EUR",
        provider: "cash",
        method: "cash",
        state: "refunded",
      },
    });
  }
  await bookTickets(context, attendee, otherId);
  const mine = callAs(context, organizer);
  const theirs = callAs(context, attendee);
  const all = callAs(context, admin);
  lists = {
    "event.list": {
      read: (position) => mine.event.list(position),
      filteredOtherwise: (position) => mine.event.list({ ...position, order: "desc" }),
    },
    "event.mine": {
      read: (position) => mine.event.mine(position),
      filteredOtherwise: (position) => mine.event.mine({ ...position, updatedAfter: new Date(0) }),
    },
    "event.attendees": {
      read: (position) => mine.event.attendees({ eventId, ...position }),
      filteredOtherwise: (position) => mine.event.attendees({ eventId, ...position, status: "confirmed" }),
    },
    "event.capacityLog": {
      read: (position) => mine.event.capacityLog({ eventId, ...position }),
      filteredOtherwise: (position) => mine.event.capacityLog({ eventId: otherId, ...position }),
    },
    "event.refunds": {
      read: (position) => mine.event.refunds({ eventId, ...position }),
      filteredOtherwise: (position) => mine.event.refunds({ eventId: otherId, ...position }),
    },
    "booking.forEvent": {
      read: (position) => mine.booking.forEvent({ eventId, ...position }),
      filteredOtherwise: (position) => mine.booking.forEvent({ eventId: otherId, ...position }),
    },
    "booking.forMyEvents": {
      read: (position) => mine.booking.forMyEvents(position),
      filteredOtherwise: (position) => mine.booking.forMyEvents({ ...position, updatedAfter: new Date(1) }),
    },
    "booking.mine": {
      read: (position) => theirs.booking.mine(position),
      filteredOtherwise: (position) => theirs.booking.mine({ ...position, status: "cancelled" }),
    },
    "user.list": {
      read: (position) => all.user.list(position),
      filteredOtherwise: (position) => all.user.list({ ...position, role: "admin" }),
    },
    "user.securityEvents": {
      read: (position) => all.user.securityEvents(position),
      filteredOtherwise: (position) => all.user.securityEvents({ ...position, type: "signed_in" }),
    },
  };
  // The audit has something to page through.
  for (const isActive of [false, true, false, true]) {
    await all.user.setActive({ id: attendee.id, isActive });
  }
});

const NAMES = [
  "event.list",
  "event.mine",
  "event.attendees",
  "event.capacityLog",
  "event.refunds",
  "booking.forEvent",
  "booking.forMyEvents",
  "booking.mine",
  "user.list",
  "user.securityEvents",
] as const;

function listOf(name: string): List {
  const list = lists[name];
  if (list === undefined) throw new Error(`There is no list ${name}.`);
  return list;
}

describe.each(NAMES)("a cursor of %s", (name) => {
  it("continues the list, with pages of any size", async () => {
    const { read } = listOf(name);
    const { nextCursor } = await read({ limit: 1 });
    expect(nextCursor).not.toBeNull();
    expect((await read({ cursor: nextCursor, limit: 1 })).items).toHaveLength(1);
    expect((await read({ cursor: nextCursor, limit: 5 })).items.length).toBeGreaterThan(0);
  });

  it("is refused by the same list with other filters or another order", async () => {
    const { read, filteredOtherwise } = listOf(name);
    const { nextCursor } = await read({ limit: 1 });
    expect(await errorCodeOf(filteredOtherwise({ cursor: nextCursor }))).toBe("INVALID_INPUT");
  });

  it("is refused by other lists", async () => {
    const { nextCursor } = await listOf(name).read({ limit: 1 });
    // The two are the same list of the same event.
    const isAttendees = (other: string) => other === "event.attendees" || other === "booking.forEvent";
    for (const other of NAMES.filter(
      (other) => other !== name && !(isAttendees(other) && isAttendees(name)),
    )) {
      expect(await errorCodeOf(listOf(other).read({ cursor: nextCursor })), other).toBe("INVALID_INPUT");
    }
  });
});

it("a cursor of this list with a place that it never gave out is refused, or is at its end", async () => {
  const anyone = callAs(context, await newUser(context));
  for (const sort of ["date", "price", "name"] as const) {
    const mark = listMark("event.list", { sort, order: "asc" });
    for (const value of [8_640_000_000, "+275760-09-13T00:00:00.000Z", 1e300, "\u0000", null, {}]) {
      const cursor = encode([[value, "f".repeat(24)], mark]);
      const reason = await errorCodeOf(anyone.event.list({ cursor, sort })).catch(() => "taken");
      expect(["INVALID_INPUT", "taken"], `${sort} ${String(value)}`).toContain(reason);
    }
  }
});
