import { eventId as toEventId } from "@foyer/contract/ids";
import { createAvailabilityCache } from "@foyer/domain/booking-queue/availability-cache";
import type { EventState } from "@foyer/domain/events/bookability";
import { createEventChanges } from "@foyer/domain/events/event-changes";
import { expect, it } from "vitest";

const [one, other] = ["a", "b"].map((digit) => toEventId.parse(digit.repeat(24)));
if (one === undefined || other === undefined) throw new Error("There are two.");
const STATE: EventState = {
  isActive: true,
  cancelledAt: null,
  dateTime: new Date("2027-01-01T00:00:00Z"),
  capacity: 2,
  availableTickets: 1,
  waitingCount: 0,
  price: 0,
  currency: "EUR",
  cancellationCutoffHours: 24,
};

it("an entry lasts until it is too old, or its event changes other than by the queue's own sales", () => {
  let time = 0;
  const changes = createEventChanges();
  const cache = createAvailabilityCache({ now: () => new Date(time) }, changes);
  cache.set(one, STATE);
  time = 1_000;
  expect([cache.entry(one, 1_000), cache.entry(one, 999), cache.entry(other, 1_000)]).toEqual([
    STATE,
    undefined,
    undefined,
  ]);
  // A clock that was set back far says nothing about the age.
  time = -2_000;
  expect(cache.entry(one, 1_000)).toBeUndefined();
  time = 0;
  changes.publish(one, { kind: "sold", since: 0, left: { availableTickets: 0, waitingCount: 0 } });
  expect(cache.entry(one, 1_000)).toEqual(STATE);
  changes.publish(one, { kind: "tickets" });
  expect(cache.entry(one, 1_000)).toBeUndefined();
});

it("a tracker has the events that changed since it was opened or cleared", () => {
  const changes = createEventChanges();
  const cache = createAvailabilityCache({ now: () => new Date(0) }, changes);
  changes.publish(one, { kind: "details" });
  const tracker = cache.track();
  expect(tracker.has(one)).toBe(false);
  changes.publish(one, { kind: "details" });
  // Dropping an entry is no change.
  cache.invalidate(other);
  expect([tracker.has(one), tracker.has(other)]).toEqual([true, false]);
  tracker.clear();
  expect(tracker.has(one)).toBe(false);
  tracker.close();
  changes.publish(one, { kind: "details" });
  expect(tracker.has(one)).toBe(false);
});
