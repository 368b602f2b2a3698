import { bookingStatus } from "@foyer/contract/booking";
import { DAY_MS, MINUTE_MS } from "@foyer/contract/time";
import { newObjectId } from "@foyer/db/raw-commands";
import { bookingWithEventColumns, toBookingWithEvent } from "@foyer/domain/bookings/booking";
import { listMyBookings } from "@foyer/domain/bookings/list-bookings";
import { newEvent, newUser } from "@foyer/testing/fixtures";
import { createTestContext } from "@foyer/testing/test-context";
import { afterAll, expect, it } from "vitest";

const { context, clock } = createTestContext();
afterAll(() => context.db.close());

/** Bookings with everything that one may have, and with nothing of it; two have one moment. */
async function manyBookings(userId: string) {
  const organizer = await newUser(context);
  const now = clock.now().getTime();
  const endsAt = new Date(now + 90 * DAY_MS);
  const events = [await newEvent(context, organizer), await newEvent(context, organizer, { endsAt })];
  const rich = {
    paymentTransactionId: "pi_1",
    cancellationReason: "Rain.",
    cancelledAt: new Date(now),
    cancelledBy: "organizer" as const,
    holdExpiresAt: new Date(now + MINUTE_MS),
    waitlistEntryId: newObjectId(context.clock.now()),
    replacedById: newObjectId(context.clock.now()),
    admittedTickets: 2,
  };
  await context.db.prisma.booking.createMany({
    data: Array.from({ length: 9 }, (_, number) => ({
      eventId: events[number % 2]?.id ?? "",
      userId,
      ticketQuantity: 1 + number,
      totalAmount: number * 2_500,
      currency: "EUR",
      // One active booking for each event.
      status: number === 0 ? "pending" : number === 3 ? "confirmed" : "cancelled",
      paymentStatus: "pending",
      paymentMethod: "cash",
      bookingDate: new Date(now - Math.floor(number / 2) * MINUTE_MS),
      ...(number % 3 === 0 && rich),
    })),
  });
}

it("one's own bookings are what Prisma reads, page by page, in every state and with whatever they have", async () => {
  const user = await newUser(context);
  await manyBookings(user.id);
  await manyBookings((await newUser(context)).id);
  for (const status of [undefined, ...bookingStatus.options]) {
    const expected = await context.db.prisma.booking.findMany({
      where: { userId: user.id, ...(status !== undefined && { status }) },
      orderBy: [{ bookingDate: "desc" }, { id: "desc" }],
      select: bookingWithEventColumns,
    });
    const items = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof listMyBookings>> = await listMyBookings(context, user, {
        limit: 2,
        cursor,
        ...(status !== undefined && { status }),
      });
      items.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(items).toEqual(expected.map(toBookingWithEvent));
    expect(items).toHaveLength(status === undefined ? 9 : status === "cancelled" ? 7 : 1);
  }
});

it("somebody without any has none", async () => {
  const page = await listMyBookings(context, await newUser(context), { limit: 5 });
  expect(page).toEqual({ items: [], nextCursor: null });
});
