import { eventView } from "@foyer/contract/event";
import { describe, expect, it } from "vitest";
import { changedFields, formOfEvent, NEW_EVENT, readEventForm } from "../src/manage/read-event-form";

const now = new Date("2027-03-01T12:00:00Z");
const filled = {
  ...NEW_EVENT,
  name: " Late  Bach ",
  category: "Music",
  description: "One.\n\nTwo.",
  venue: "The Hall",
  wallTime: "2027-05-01T19:30",
  timeZone: "America/New_York",
  capacity: "120",
  price: "25,50",
};
const event = eventView.parse({
  id: "64b0c0ffee64b0c0ffee64b0",
  name: "Late Bach",
  description: "One.",
  venue: "The Hall",
  dateTime: new Date("2027-05-01T23:30:00Z"),
  timeZone: "America/New_York",
  capacity: 120,
  availableTickets: 88,
  price: 2550,
  currency: "EUR",
  category: "Music",
  organizerId: "64b0c0ffee64b0c0ffee64b1",
  organizerName: "Ada",
  isActive: true,
  cancellationCutoffHours: 24,
  cancelledAt: null,
  cancellationReason: null,
  waitingCount: 0,
  createdAt: now,
  updatedAt: now,
});

describe("readEventForm", () => {
  it("turns what was typed into what the API takes", () => {
    const read = readEventForm(filled, now);
    expect(read).toEqual({
      ok: true,
      fields: {
        name: "Late Bach",
        category: "Music",
        description: "One.\n\nTwo.",
        venue: "The Hall",
        dateTime: new Date("2027-05-01T23:30:00Z"),
        timeZone: "America/New_York",
        capacity: 120,
        price: 2550,
        currency: "EUR",
        cancellationCutoffHours: 24,
      },
    });
  });

  it("says beside every empty field what it needs", () => {
    const read = readEventForm(NEW_EVENT, now);
    expect(read.ok ? {} : read.errors).toEqual({
      name: "Fill this in.",
      category: "Fill this in.",
      description: "Fill this in.",
      venue: "Fill this in.",
      wallTime: "Choose a date and a time.",
      capacity: "Fill this in.",
      price: "Write the price in figures, such as 25. Use 0 for a free event.",
    });
  });

  it("refuses a date that has passed, unless the event already has it", () => {
    const later = new Date("2028-01-01T00:00:00Z");
    const read = readEventForm(filled, later);
    expect(read.ok ? {} : read.errors).toEqual({
      wallTime: "Choose a date and a time that are still to come.",
    });
    expect(readEventForm(formOfEvent(event), later, event).ok).toBe(true);
  });

  it("keeps the capacity at or above what is reserved", () => {
    const typed = { ...formOfEvent(event), capacity: 31 };
    const read = readEventForm(typed, now, event);
    expect(read.ok ? {} : read.errors).toEqual({
      capacity: "32 tickets are reserved. Enter 32 or more.",
    });
    expect(readEventForm({ ...typed, capacity: 32 }, now, event).ok).toBe(true);
  });
});

describe("a start at a change of the clocks", () => {
  const inBerlin = { ...filled, timeZone: "Europe/Berlin" };

  it("is asked about where it comes twice", () => {
    const typed = { ...inBerlin, wallTime: "2027-10-31T02:30" };
    const read = readEventForm(typed, now);
    expect(read.ok ? {} : read.errors).toEqual({
      wallTime: "The clocks go back that night, so 02:30 comes twice. Choose which one you mean.",
    });
    const chosen = (hour: "first" | "second") => {
      const { fields } = readEventForm({ ...typed, hour }, now) as { fields: { dateTime: Date } };
      return fields.dateTime.toISOString();
    };
    expect(chosen("first")).toBe("2027-10-31T00:30:00.000Z");
    expect(chosen("second")).toBe("2027-10-31T01:30:00.000Z");
  });

  it("is refused where there is none, with the two nearest", () => {
    const read = readEventForm({ ...inBerlin, wallTime: "2027-03-28T02:30" }, now);
    expect(read.ok ? {} : read.errors).toEqual({
      wallTime: "The clocks go forward then, so there is no 02:30. The nearest times are 01:59 and 03:00.",
    });
  });

  it.each(["2027-10-31T00:30:00Z", "2027-10-31T01:30:41.250Z", "2027-05-01T23:30:12Z"])(
    "%s stays as it is, to the millisecond, when something else is changed",
    (text) => {
      const dateTime = new Date(text);
      const held = { ...event, dateTime, timeZone: "Europe/Berlin" };
      const read = readEventForm({ ...formOfEvent(held), description: "Two." }, now, held);
      expect(read.ok && changedFields(held, read.fields)).toEqual({ description: "Two." });
    },
  );

  it("is moved by an hour within the night", () => {
    const held = { ...event, dateTime: new Date("2027-10-31T00:30:00Z"), timeZone: "Europe/Berlin" };
    const read = readEventForm({ ...formOfEvent(held), hour: "second" }, now, held);
    expect(read.ok && changedFields(held, read.fields)).toEqual({
      dateTime: new Date("2027-10-31T01:30:00Z"),
    });
  });

  it("can stay in a zone that this browser does not know, and cannot be moved in it", () => {
    const held = { ...event, timeZone: "Mars/Olympus" };
    const read = readEventForm({ ...formOfEvent(held), description: "Two." }, now, held);
    expect(read.ok && changedFields(held, read.fields)).toEqual({ description: "Two." });
    const moved = readEventForm({ ...formOfEvent(held), wallTime: "2027-06-01T20:00" }, now, held);
    expect(moved.ok).toBe(false);
  });
});

describe("changedFields", () => {
  const changes = (change: Partial<typeof filled>) => {
    const read = readEventForm({ ...formOfEvent(event), ...change }, now, event);
    return read.ok ? changedFields(event, read.fields) : read.errors;
  };

  it("are none when nothing was changed", () => {
    expect(changes({})).toEqual({});
  });

  it("are only those that differ", () => {
    expect(changes({ price: "30", name: "Later Bach" })).toEqual({ price: 3000, name: "Later Bach" });
  });

  it("move the event when its zone changes and its clock does not", () => {
    expect(changes({ timeZone: "Europe/Berlin" })).toEqual({
      timeZone: "Europe/Berlin",
      dateTime: new Date("2027-05-01T17:30:00Z"),
    });
  });
});
