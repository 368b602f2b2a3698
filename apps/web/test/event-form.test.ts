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
      capacity: "32 tickets are reserved. Enter at least that many.",
    });
    expect(readEventForm({ ...typed, capacity: 32 }, now, event).ok).toBe(true);
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
