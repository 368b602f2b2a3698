import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mailedChanges, mailedWords } from "../src/manage/mail-notice";
import { type Conflict, conflictWords, mergeEventForm } from "../src/manage/merge-event-form";
import { NEW_EVENT } from "../src/manage/read-event-form";
import { countWords } from "../src/shared/character-count";
import { baseOf, changedValues } from "../src/shared/draft";

const base = { ...NEW_EVENT, name: "Evening", capacity: 10, wallTime: "2027-05-01T20:00", timeZone: "UTC" };

describe("a form brought onto another version of its event", () => {
  it("takes what its author has not touched, and keeps what only they have changed", () => {
    const { values, conflicts } = mergeEventForm(
      base,
      { ...base, description: "Mine." },
      { ...base, name: "Theirs", capacity: 20 },
    );
    expect(values).toMatchObject({ name: "Theirs", capacity: 20, description: "Mine." });
    expect(conflicts).toEqual([]);
  });

  it("asks where both have changed a field to different values, and keeps the author's meanwhile", () => {
    const { values, conflicts } = mergeEventForm(
      base,
      { ...base, name: "Mine", venue: "Same" },
      { ...base, name: "Theirs", venue: "Same" },
    );
    expect(values).toMatchObject({ name: "Mine", venue: "Same" });
    expect(conflicts).toEqual([
      { label: "Name", base: { name: "Evening" }, mine: { name: "Mine" }, theirs: { name: "Theirs" } },
    ]);
  });

  it("takes date and zone for one thing, and a number for what it is however it is held", () => {
    const { values, conflicts } = mergeEventForm(
      base,
      { ...base, wallTime: "2027-05-02T20:00", capacity: "10" },
      { ...base, timeZone: "Asia/Ho_Chi_Minh", capacity: 12 },
    );
    expect(values.capacity).toBe(12);
    const [conflict] = conflicts as [Conflict];
    expect(conflict.label).toBe("Date and time");
    expect(conflictWords(conflict, conflict.mine, "EUR")).toBe("2027-05-02 20:00, UTC");
    expect(conflictWords(conflict, conflict.theirs, "EUR")).toBe("2027-05-01 20:00, Asia/Ho Chi Minh");
  });

  it("never loses what one of the two has written", () => {
    const text = fc.constantFrom("a", "b", "c");
    const form = fc.record({ name: text, venue: text, price: text, timeZone: text, wallTime: text });
    fc.assert(
      fc.property(form, form, form, (before, mine, theirs) => {
        const { values, conflicts } = mergeEventForm(
          { ...base, ...before },
          { ...base, ...mine },
          { ...base, ...theirs },
        );
        const asked = new Set(conflicts.flatMap((conflict) => Object.keys(conflict.mine)));
        for (const name of ["name", "venue", "price"] as const) {
          if (asked.has(name)) continue;
          if (mine[name] !== before[name]) expect(values[name]).toBe(mine[name]);
          if (theirs[name] !== before[name]) expect(values[name]).toBe(theirs[name]);
        }
      }),
    );
  });
});

describe("a draft", () => {
  it("is what differs from what the form began with, and what stood there", () => {
    const initial = { name: "Evening", capacity: 10, hour: "" };
    const draft = changedValues(initial, { name: "Night", capacity: "10", hour: "" });
    expect(draft).toEqual({ name: "Night" });
    expect(baseOf(initial, draft)).toEqual({ name: "Evening" });
  });
});

describe("who is mailed", () => {
  it.each([
    [{ booked: 32, waiting: 0 }, "32 people with bookings"],
    [{ booked: 1, waiting: 0 }, "1 person with a booking"],
    [{ booked: 1_200, waiting: 1 }, "1,200 people with bookings and 1 person on the waiting list"],
    [{ booked: 0, waiting: 3 }, "3 people on the waiting list"],
    [{ booked: 0, waiting: 0 }, undefined],
  ])("%o: %s", (reach, words) => {
    expect(mailedWords(reach)).toBe(words);
  });

  it("depends on what is changed", () => {
    expect(mailedChanges({ name: "New", timeZone: "UTC", price: 5 })).toEqual(["name", "date"]);
    expect(mailedChanges({ description: "New", capacity: 5 })).toEqual([]);
  });
});

it.each([
  [0, "0 of 120 characters"],
  [120, "120 of 120 characters"],
  [131, "131 of 120 characters: 11 too many"],
])("counts %i as %s", (count, words) => {
  expect(countWords(count, 120)).toBe(words);
});
