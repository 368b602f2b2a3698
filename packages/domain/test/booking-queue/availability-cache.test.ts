import { type EventId, eventId as toEventId } from "@foyer/contract/ids";
import { createAvailabilityCache } from "@foyer/domain/booking-queue/availability-cache";
import { type EventState, toAvailability } from "@foyer/domain/events/bookability";
import { createEventChanges } from "@foyer/domain/events/event-changes";
import { PLAIN_SALE } from "@foyer/testing/event-state";
import { newEvent, newUser } from "@foyer/testing/fixtures";
import { createTestContext } from "@foyer/testing/test-context";
import { afterAll, beforeEach, describe, expect, it } from "vitest";

const { context } = createTestContext();
afterAll(() => context.db.close());

const SOLD_OUT: EventState = {
  isActive: true,
  cancelledAt: null,
  dateTime: new Date("2027-01-01T00:00:00Z"),
  capacity: 2,
  availableTickets: 0,
  waitingCount: 0,
  price: 0,
  currency: "EUR",
  cancellationCutoffHours: 24,
  ...PLAIN_SALE,
};

let time: number;
let changes: ReturnType<typeof createEventChanges>;
let cache: ReturnType<typeof createAvailabilityCache>;
beforeEach(() => {
  time = 0;
  changes = createEventChanges();
  cache = createAvailabilityCache({ now: () => new Date(time) }, context.db.prisma, changes);
});

function asking(eventId: EventId, ticketQuantity: number) {
  return { eventId, ticketQuantity, paymentMethod: "credit_card" } as const;
}

describe("an entry", () => {
  const one = toEventId.parse("a".repeat(24));
  const other = toEventId.parse("b".repeat(24));
  /** Whether a request is checked by a read. */
  const isChecked = (id = one, ticketQuantity = 1) => cache.check(asking(id, ticketQuantity)) !== undefined;

  it("counts for as many tickets as it says, for its event, for a second", () => {
    cache.set(one, { ...SOLD_OUT, availableTickets: 1 });
    expect([isChecked(one, 1), isChecked(one, 2), isChecked(other, 2)]).toEqual([false, true, false]);
    time = 1_000;
    expect(isChecked(one, 2)).toBe(true);
    time = 1_001;
    expect(isChecked(one, 2)).toBe(false);
  });

  it("says nothing when the clock was set back far", () => {
    cache.set(one, SOLD_OUT);
    time = -2_000;
    expect(isChecked()).toBe(false);
  });

  it("lasts until its event changes other than by the queue's own sales, or it is dropped", () => {
    cache.set(one, SOLD_OUT);
    changes.publish(one, { kind: "sold", since: 0, left: toAvailability(SOLD_OUT) });
    expect(isChecked()).toBe(true);
    changes.publish(one, { kind: "tickets" });
    expect(isChecked()).toBe(false);
    cache.set(one, SOLD_OUT);
    cache.invalidate(one);
    expect(isChecked()).toBe(false);
  });
});

it("rejects by what the event is now, not by an entry", async () => {
  const event = await newEvent(context, await newUser(context), { capacity: 2 });
  cache.set(event.id, SOLD_OUT);
  expect(await cache.check(asking(event.id, 2))).toBeUndefined();
  expect(cache.refused()).toBe(0);
  expect(await cache.check(asking(event.id, 3))).toMatchObject({
    code: "EVENT_SOLD_OUT",
    details: { availableTickets: 2 },
  });
  expect(cache.refused()).toBe(1);
});
