import { eventView } from "@foyer/contract/event";
import { ticketTypeFigures } from "@foyer/contract/ticket-type";
import { describe, expect, it } from "vitest";
import {
  changedFields,
  type EditedEvent,
  formOfEvent,
  NEW_EVENT,
  readEventForm,
} from "../src/manage/read-event-form";
import { kindsText, newKind, readKindsText, type TypedKind } from "../src/manage/typed-kinds";

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
        ticketTypes: [],
        salesFrom: null,
        salesUntil: null,
        doorsAt: null,
        endsAt: null,
        maxTicketsPerPerson: 20,
        paymentMethods: [],
        cashDueAt: null,
        asksForNames: false,
        answersEditableUntil: null,
        answersKeptDays: null,
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
      price: "Write the price in figures, such as 25, or 0 for free.",
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

describe("kinds of tickets", () => {
  const figures = (id: string, name: string, more: object = {}) =>
    ticketTypeFigures.parse({
      id: id.repeat(24),
      name,
      description: null,
      price: 2_000,
      quota: null,
      salesFrom: null,
      salesUntil: new Date("2027-04-01T10:00:41.250Z"),
      minPerBooking: null,
      maxPerBooking: 4,
      isHidden: false,
      isClosed: false,
      available: 5,
      waitingCount: 0,
      taken: 0,
      ...more,
    });
  const held: EditedEvent = {
    ...event,
    hasTicketTypes: true,
    ticketTypes: [figures("a", "Adult", { taken: 7, quota: 20 }), figures("b", "Child")],
  };
  const edited = (edit: (kinds: TypedKind[]) => TypedKind[], from = held) => {
    const form = formOfEvent(from);
    return readEventForm({ ...form, kinds: kindsText(edit(readKindsText(form.kinds))) }, now, from);
  };
  const changesBy = (edit: (kinds: TypedKind[]) => TypedKind[]) => {
    const read = edited(edit);
    return read.ok ? changedFields(held, read.fields) : read.errors;
  };

  it("stay as they are, to the millisecond, when nothing is changed", () => {
    expect(changesBy((kinds) => kinds)).toEqual({});
  });

  it("are sent as the whole list in its order, and the price is left to the system", () => {
    const { ticketTypes } = changesBy((kinds) =>
      [...kinds, { ...newKind(), name: "Door", price: "25,50", quota: "3", isHidden: true }].reverse(),
    ) as { ticketTypes: object[] };
    expect(ticketTypes).toMatchObject([
      { name: "Door", price: 2_550, quota: 3, isHidden: true },
      { id: "b".repeat(24), name: "Child", maxPerBooking: 4 },
      { id: "a".repeat(24), name: "Adult", quota: 20 },
    ]);
    expect(Object.hasOwn(ticketTypes[0] ?? {}, "id")).toBe(false);
    const none = changesBy(() => []);
    expect(none).toMatchObject({ ticketTypes: [] });
  });

  it("have their errors beside the field of their place in the list", () => {
    expect(
      changesBy(([adult, child]) => [
        { ...(adult ?? newKind()), quota: "6" },
        { ...(child ?? newKind()), name: "adult", price: "dear", minPerBooking: "5" },
      ]),
    ).toEqual({
      "ticketTypes.0.quota": "7 of this kind are reserved. Enter that many or more.",
      "ticketTypes.1.name": "Another kind has this name.",
      "ticketTypes.1.price": "Write the price in figures, such as 25, or 0 for free.",
      "ticketTypes.1.maxPerBooking": "The most tickets cannot be fewer than the least.",
    });
  });

  it("are on sale by the clock of the event", () => {
    const read = edited(([adult]) => [
      { ...(adult ?? newKind()), salesFrom: { wallTime: "2027-03-20T09:00", hour: "" } },
    ]);
    expect(read.ok && read.fields.ticketTypes[0]?.salesFrom).toEqual(new Date("2027-03-20T13:00:00Z"));
    const twice = edited(([adult]) => [
      { ...(adult ?? newKind()), salesUntil: { wallTime: "2027-11-07T01:30", hour: "" } },
    ]);
    expect(Object.keys(twice.ok ? {} : twice.errors)).toEqual(["ticketTypes.0.salesUntil"]);
  });

  it("that an older draft has in another form are none", () => {
    for (const text of ["[", "{}", '[{"name":"Adult"}]']) expect(readKindsText(text)).toEqual([]);
  });
});

describe("sales, times and ways to pay", () => {
  const changes = (change: Partial<typeof filled>, from = event) => {
    const read = readEventForm({ ...formOfEvent(from), ...change }, now, from);
    return read.ok ? changedFields(from, read.fields) : read.errors;
  };

  it("are read by the event's clock, and unset by an empty field", () => {
    expect(changes({ salesFrom: "2027-04-01T09:00", ways: "cash", cashDueAt: "2027-04-20T12:00" })).toEqual({
      salesFrom: new Date("2027-04-01T13:00:00Z"),
      cashDueAt: new Date("2027-04-20T16:00:00Z"),
      paymentMethods: ["cash"],
    });
    const sold = { ...event, salesUntil: new Date("2027-04-30T12:00:30Z") };
    expect(changes({}, sold)).toEqual({});
    expect(changes({ salesUntil: "" }, sold)).toEqual({ salesUntil: null });
  });

  it("leave ways to pay that the form cannot express, and no date for cash that is not taken", () => {
    const odd = {
      ...event,
      paymentMethods: ["paypal" as const],
      cashDueAt: new Date("2027-04-20T16:00:00Z"),
    };
    expect(formOfEvent(odd).ways).toBe("as_it_is");
    expect(changes({}, odd)).toEqual({ cashDueAt: null });
    expect(changes({ ways: "any", maxTicketsPerPerson: "" }, odd)).toEqual({
      maxTicketsPerPerson: "Fill this in.",
    });
  });
});
