import { HOUR_MS } from "@foyer/contract/time";
import {
  type CancellationTerms,
  cancellableUntil,
  cutoffOf,
  floorsAfterChange,
  REOPENED_MS,
} from "@foyer/domain/bookings/cancellation-terms";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

const START = Date.parse("2027-01-01T00:00:00Z");
const at = (hours: number) => new Date(START + hours * HOUR_MS);

type EventAt = CancellationTerms & { readonly venue: string };

const newEvent = (startsAt: number, cutoff: number): EventAt => ({
  dateTime: at(startsAt),
  cancellationCutoffHours: cutoff,
  cancellationFloors: [],
  venue: "Here",
});

function changed(event: EventAt, change: Partial<EventAt>, now: number): EventAt {
  const after = { ...event, ...change };
  return { ...after, cancellationFloors: floorsAfterChange(event, after, at(now)) };
}

const bookedAt = (event: EventAt, now: number) => ({ createdAt: at(now), cancellableUntil: cutoffOf(event) });

describe("until when a booking may be cancelled", () => {
  const event = newEvent(1_000, 24);
  const booking = bookedAt(event, 0);

  it("stays when the cutoff is raised, for who has booked, and not for who books later", () => {
    const raised = changed(event, { cancellationCutoffHours: 100 }, 10);
    expect(cancellableUntil(raised, booking)).toEqual(at(976));
    expect(cancellableUntil(raised, bookedAt(raised, 20))).toEqual(at(900));
  });

  it("becomes later when the cutoff is lowered, and stays so when it is raised again", () => {
    const lowered = changed(event, { cancellationCutoffHours: 2 }, 10);
    expect(cancellableUntil(lowered, booking)).toEqual(at(998));
    const raised = changed(lowered, { cancellationCutoffHours: 200 }, 20);
    expect(cancellableUntil(raised, booking)).toEqual(at(998));
    expect(cancellableUntil(raised, bookedAt(lowered, 15))).toEqual(at(998));
    expect(cancellableUntil(raised, bookedAt(raised, 25))).toEqual(at(800));
  });

  it("becomes later with a later date, and open for 48 hours with another place or date", () => {
    expect(cancellableUntil(changed(event, { dateTime: at(2_000) }, 10), booking)).toEqual(at(1_976));
    // Its time was over.
    expect(cancellableUntil(changed(event, { venue: "There" }, 980), booking)).toEqual(at(1_000));
    const longer = newEvent(1_000, 500);
    const late = changed(longer, { venue: "There" }, 900);
    expect(cancellableUntil(late, bookedAt(longer, 0))).toEqual(at(948));
  });

  it("is never past the start, old or new", () => {
    const sooner = changed(event, { dateTime: at(30) }, 10);
    expect(cancellableUntil(sooner, booking)).toEqual(at(30));
    const afterAll = changed(sooner, { dateTime: at(1_000) }, 20);
    expect(cancellableUntil(afterAll, booking)).toEqual(at(976));
  });

  it("is not opened by another name or zone alone", () => {
    expect(changed(event, {}, 980).cancellationFloors).toEqual([]);
  });

  it("goes by the event where a booking is from before it was stored", () => {
    const old = { createdAt: at(0), cancellableUntil: null };
    expect(cancellableUntil(event, old)).toEqual(at(976));
    const raised = changed(event, { cancellationCutoffHours: 100 }, 10);
    expect(cancellableUntil(raised, old)).toEqual(at(976));
  });

  it("never becomes earlier but for an earlier start, whatever is changed how often", () => {
    const step = fc.record({
      hours: fc.integer({ min: 1, max: 60 }),
      startsIn: fc.option(fc.integer({ min: 1, max: 400 }), { nil: undefined }),
      cutoff: fc.option(fc.integer({ min: 0, max: 500 }), { nil: undefined }),
      venue: fc.option(fc.constantFrom("Here", "There"), { nil: undefined }),
      books: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.integer({ min: 0, max: 500 }), (steps, cutoff) => {
        let now = 0;
        let current = newEvent(10_000, cutoff);
        const bookings = [bookedAt(current, now)];
        for (const { hours, startsIn, cutoff: to, venue, books } of steps) {
          now += hours;
          const before = current;
          current = changed(
            before,
            {
              ...(startsIn !== undefined && { dateTime: at(now + startsIn) }),
              ...(to !== undefined && { cancellationCutoffHours: to }),
              ...(venue !== undefined && { venue }),
            },
            now,
          );
          const isMoved =
            before.dateTime.getTime() !== current.dateTime.getTime() || before.venue !== current.venue;
          const start = current.dateTime.getTime();
          for (const booking of bookings) {
            const until = cancellableUntil(current, booking).getTime();
            expect(until).toBeLessThanOrEqual(start);
            expect(until).toBeGreaterThanOrEqual(
              Math.min(start, cancellableUntil(before, booking).getTime()),
            );
            expect(until).toBeGreaterThanOrEqual(cutoffOf(current).getTime());
            if (isMoved)
              expect(until).toBeGreaterThanOrEqual(Math.min(start, at(now).getTime() + REOPENED_MS));
          }
          expect(current.cancellationFloors.length).toBeLessThanOrEqual(20);
          if (!books) continue;
          const made = bookedAt(current, now + 0.5);
          // Whoever books now has what the event says now, and nothing that was said before.
          expect(cancellableUntil(current, made)).toEqual(cutoffOf(current));
          bookings.push(made);
        }
      }),
    );
  });
});
