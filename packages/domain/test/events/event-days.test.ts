import { randomUUID } from "node:crypto";
import { countEventsInput, listEventsInput } from "@foyer/contract/event";
import { fillLocalDays } from "@foyer/domain/events/fill-local-days";
import { countEvents, listEvents } from "@foyer/domain/events/list-events";
import { composeBookingMail } from "@foyer/domain/mail/compose-booking-mail";
import { readMailContext } from "@foyer/domain/mail/mail-context";
import { updateEvent } from "@foyer/domain/workflows/update-event";
import { bookTickets } from "@foyer/testing/bookings";
import { newEvent, newUser } from "@foyer/testing/fixtures";
import { createIsolatedTestContext } from "@foyer/testing/test-context";
import { afterAll, describe, expect, it } from "vitest";

const { context } = await createIsolatedTestContext();
afterAll(() => context.db.close());

async function namesOf(filters: object): Promise<string[]> {
  const pages = await Promise.all(
    (["date", "name", "price"] as const).map((sort) =>
      listEvents(context, listEventsInput.parse({ limit: 100, sort, ...filters })),
    ),
  );
  const [names = [], ...others] = pages.map(({ items }) => items.map(({ name }) => name).sort());
  for (const other of others) expect(other).toEqual(names);
  expect(await countEvents(context, countEventsInput.parse(filters))).toEqual({
    count: names.length,
    isExact: true,
  });
  return names;
}

/** Events around the beginnings of two days, each named for the day that its card shows. */
async function aroundMidnight(category: string) {
  const organizer = await newUser(context);
  const rows = [
    ["13 Tokyo first", "2099-05-12T15:00:00Z", "Asia/Tokyo"],
    ["13 Tokyo last", "2099-05-13T14:59:59Z", "Asia/Tokyo"],
    ["14 Tokyo", "2099-05-13T15:00:00Z", "Asia/Tokyo"],
    ["12 New York", "2099-05-13T03:59:59Z", "America/New_York"],
    ["13 New York", "2099-05-14T03:59:59Z", "America/New_York"],
    ["13 Kiritimati", "2099-05-12T10:00:00Z", "Pacific/Kiritimati"],
    ["13 Pago Pago", "2099-05-14T10:59:59Z", "Pacific/Pago_Pago"],
  ] as const;
  const events = [];
  for (const [name, dateTime, timeZone] of rows) {
    events.push(
      await newEvent(context, organizer, { name, category, dateTime: new Date(dateTime), timeZone }),
    );
  }
  return { organizer, events };
}

describe("events of a day", () => {
  it("are those whose cards show it, wherever they take place", async () => {
    const category = randomUUID();
    await aroundMidnight(category);
    const thirteenth = ["13 Kiritimati", "13 New York", "13 Pago Pago", "13 Tokyo first", "13 Tokyo last"];
    const day = { fromDay: "2099-05-13", toDay: "2099-05-13" };
    expect(await namesOf({ category, ...day })).toEqual(thirteenth);
    expect(await namesOf({ category, toDay: "2099-05-12" })).toEqual(["12 New York"]);
    expect(await namesOf({ category, fromDay: "2099-05-14" })).toEqual(["14 Tokyo"]);
    expect(await namesOf({ category, search: "tokyo", ...day })).toEqual(["13 Tokyo first", "13 Tokyo last"]);
    // Instants stay what they were, and both hold where both are given.
    const from = new Date("2099-05-13T15:00:00Z");
    expect(await namesOf({ category, from, ...day })).toEqual(["13 New York", "13 Pago Pago"]);
    expect(await namesOf({ category, fromDay: "2099-05-15", toDay: "2099-05-12" })).toEqual([]);
  });

  it("follow an event that changes its date or its zone", async () => {
    const category = randomUUID();
    const { organizer, events } = await aroundMidnight(category);
    const tokyo = events.find(({ name }) => name === "14 Tokyo");
    if (tokyo === undefined) throw new Error("It is not there.");
    const change = { id: tokyo.id, idempotencyKey: undefined };
    await updateEvent(context, organizer, { ...change, timeZone: "Europe/Berlin" });
    expect(await namesOf({ category, fromDay: "2099-05-13" })).toContain("14 Tokyo");
    await updateEvent(context, organizer, { ...change, dateTime: new Date("2099-05-20T12:00:00Z") });
    expect(await namesOf({ category, fromDay: "2099-05-20", toDay: "2099-05-20" })).toEqual(["14 Tokyo"]);
  });

  it("do not bring back what has begun", async () => {
    const category = randomUUID();
    const organizer = await newUser(context);
    const event = await newEvent(context, organizer, { category });
    await context.db.prisma.event.update({
      where: { id: event.id },
      data: { dateTime: new Date("2020-05-13T12:00:00Z"), localDay: "2020-05-13" },
    });
    expect(await namesOf({ category, fromDay: "2020-05-13" })).toEqual([]);
    const from = new Date("2020-01-01T00:00:00Z");
    expect(await namesOf({ category, from, fromDay: "2020-05-13" })).toEqual([event.name]);
  });

  it.each(["2099-02-30", "13 May", "2099-5-3", "1899-12-31", "2200-01-02", "9999-12-31", ""])(
    "refuses %o for a day",
    (day) => {
      expect(listEventsInput.safeParse({ fromDay: day }).success).toBe(false);
      expect(countEventsInput.safeParse({ toDay: day }).success).toBe(false);
    },
  );

  it("reach events that were written before there were any, and give old zones today's names", async () => {
    const category = randomUUID();
    const { events } = await aroundMidnight(category);
    const [first, second] = events;
    const older = (id: string | undefined, timeZone: string) => ({
      q: { _id: { $oid: id } },
      u: { $set: { timeZone }, $unset: { localDay: true } },
    });
    await context.db.prisma.$runCommandRaw({
      update: "Event",
      updates: [older(first?.id, "asia/calcutta"), older(second?.id, "Mars/Olympus")],
    });
    expect(await Promise.all([fillLocalDays(context), fillLocalDays(context)])).toContain(2);
    expect(await fillLocalDays(context)).toBe(0);
    const rows = await context.db.prisma.event.findMany({
      where: { id: { in: [first?.id ?? "", second?.id ?? ""] } },
      orderBy: { name: "asc" },
      select: { timeZone: true, localDay: true },
    });
    expect(rows).toEqual([
      { timeZone: "Asia/Kolkata", localDay: "2099-05-12" },
      { timeZone: "Mars/Olympus", localDay: "2099-05-13" },
    ]);
  });
});

describe("an event in a zone that this engine does not know", () => {
  it("is in lists and mails all the same, in UTC by name", async () => {
    const category = randomUUID();
    const organizer = await newUser(context);
    const attendee = await newUser(context);
    const event = await newEvent(context, organizer, {
      category,
      dateTime: new Date("2099-05-12T15:00:00Z"),
    });
    const booking = await bookTickets(context, attendee, event.id);
    await context.db.prisma.event.update({ where: { id: event.id }, data: { timeZone: "Mars/Olympus" } });
    expect(await namesOf({ category })).toEqual([event.name]);
    const found = await readMailContext(context, {
      userId: attendee.id,
      bookingId: booking.id,
      details: {},
      createdAt: new Date(),
    });
    const mail = found && composeBookingMail("booking_confirmed", found);
    expect(mail?.text).toContain("Tuesday 12 May 2099, 15:00 UTC");
  });
});
