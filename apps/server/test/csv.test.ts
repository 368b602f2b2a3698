import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import type { EventId } from "@foyer/contract/ids";
import { newObjectId } from "@foyer/db/raw-commands";
import type { Actor } from "@foyer/domain/actor";
import type { AppContext } from "@foyer/domain/context";
import { createQuestion } from "@foyer/domain/questions/manage-questions";
import { callAs } from "@foyer/testing/callers";
import { newEvent, newSession, newUser, uniqueEmail } from "@foyer/testing/fixtures";
import { createTestContext } from "@foyer/testing/test-context";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { toCsv } from "../src/http/csv.js";
import { listen, type TestServer } from "./kit/in-process-server.js";

const { context } = createTestContext();
let server: TestServer;
beforeAll(async () => {
  server = await listen(context);
});
afterAll(async () => {
  await server.close();
  await context.db.close();
});

const BOM = "\ufeff";

async function signIn(user: Actor): Promise<{ authorization: string }> {
  const { sessionToken } = await newSession(context, user.id);
  return { authorization: `Bearer ${sessionToken}` };
}

async function newOrganizer(overrides: Parameters<typeof newEvent>[2] = {}) {
  const organizer = await newUser(context);
  const event = await newEvent(context, organizer, overrides);
  return { event, headers: await signIn(organizer) };
}

/** The text of a file, its mark at the beginning too, which `text()` of a response would drop. */
async function download(path: string, headers: Record<string, string>) {
  const response = await fetch(`${server.origin}${path}`, { headers });
  const text = Buffer.from(await response.arrayBuffer()).toString("utf8");
  return { response, text };
}

/** So many bookings of people with such a name, a second apart, the last one newest. */
async function addBookings(eventId: EventId, count: number, name = (index: number) => `Person ${index}`) {
  const people = Array.from({ length: count }, (_, index) => ({
    id: newObjectId(context.clock.now()),
    email: uniqueEmail(),
    name: name(index),
    password: "-",
  }));
  await context.db.prisma.user.createMany({ data: people });
  await context.db.prisma.booking.createMany({
    data: people.map((person, index) => ({
      id: newObjectId(context.clock.now()),
      eventId,
      userId: person.id,
      ticketQuantity: 2,
      totalAmount: 5_000,
      currency: "EUR",
      status: "confirmed",
      paymentStatus: "pending",
      paymentMethod: "credit_card",
      bookingDate: new Date(Date.UTC(2026, 0, 1, 0, 0, index)),
    })),
  });
  return people;
}

describe("attendees.csv", () => {
  it("has a heading and a line for each booking, for spreadsheets and people", async () => {
    const { event, headers } = await newOrganizer({ name: 'Jazz "am" Fluß/../x' });
    const [person] = await addBookings(event.id, 1, () => 'Zoë "Z", Ångström');
    const [booking] = await context.db.prisma.booking.findMany({ where: { eventId: event.id } });
    const { response, text } = await download(`/files/events/${event.id}/attendees.csv`, headers);
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "content-type": "text/csv; charset=utf-8",
      "content-disposition":
        "attachment; filename=\"attendees-Jazz-am-Flu-..-x.csv\"; filename*=UTF-8''attendees%20Jazz%20-am-%20Flu%C3%9F-..-x.csv",
      "cache-control": "private, no-store",
      "x-content-type-options": "nosniff",
    });
    expect(text).toBe(
      `${BOM}Booking,Name,Email,Tickets,Tickets inside,Amount,Currency,Status,Payment,Payment method,Booked at,` +
        "Held until,Cancelled at,Cancelled by,Reason for cancelling,Kinds,Discount,Code,Given back,Cash to give back\r\n" +
        `${booking?.id},"Zoë ""Z"", Ångström",${person?.email},2,0,50.00,EUR,confirmed,pending,credit card,` +
        "2026-01-01T01:00:00+01:00,,,,,,0.00,,0.00,0.00\r\n",
    );
  });

  it("has no address for somebody who bought at the door without one", async () => {
    const organizer = await newUser(context);
    const event = await newEvent(context, organizer);
    const sale = { eventId: event.id, ticketQuantity: 1, name: "Walk-in" };
    const { id } = await callAs(context, organizer).booking.createForSomebody(sale);
    const { text } = await download(`/files/events/${event.id}/attendees.csv`, await signIn(organizer));
    expect(text.split("\r\n")[1]).toMatch(new RegExp(`^${id},Walk-in,,1,0,`));
  });

  it("has a column for the names on tickets and for each question, which no spreadsheet runs", async () => {
    const organizer = await newUser(context);
    const event = await newEvent(context, organizer, { price: 0, asksForNames: true });
    const ask = (label: string, per: "booking" | "ticket") =>
      createQuestion(context, { eventId: event.id, label, type: "text", per, isRequired: false });
    const food = await ask("Food?", "ticket");
    const from = await ask('=HYPERLINK("evil")', "booking");
    const owner = callAs(context, await newUser(context)).booking;
    const { id } = await owner.create({ eventId: event.id, ticketQuantity: 2, paymentMethod: "cash" });
    await owner.nameTickets({ id, names: [{ ticketNumber: 2, name: "Ada" }] });
    await owner.answer({
      id,
      answers: [
        { questionId: food.id, ticketNumber: 2, value: "Vegan" },
        { questionId: food.id, ticketNumber: 1, value: "Fish" },
        { questionId: from.id, value: "+1" },
      ],
    });
    const headers = await signIn(organizer);
    const { text } = await download(`/files/events/${event.id}/attendees.csv`, headers);
    const [heading = "", line = ""] = text.split("\r\n");
    expect(heading).toMatch(/,Names on tickets,Food\?,"'=HYPERLINK\(""evil""\)"$/);
    expect(line).toMatch(/,2: Ada,1: Fish; 2: Vegan,'\+1$/);
  });

  it("is named in its own script, for whoever reads that, and by something in ASCII", async () => {
    for (const [name, plain, own] of [
      ["東京ジャズ祭", "attendees.csv", "attendees 東京ジャズ祭.csv"],
      ["Мой (день) *", "attendees.csv", "attendees Мой (день) -.csv"],
      ["🎷", "attendees.csv", "attendees 🎷.csv"],
      ["Été à l’Opéra", "attendees-Ete-a-l-Opera.csv", "attendees Été à l’Opéra.csv"],
      ["مهرجان", "attendees.csv", "attendees مهرجان.csv"],
      ["各".repeat(120), "attendees.csv", ""],
    ] as const) {
      const { event, headers } = await newOrganizer({ name });
      const { response } = await download(`/files/events/${event.id}/attendees.csv`, headers);
      const header = response.headers.get("content-disposition") ?? "";
      const [, fallback, extended = ""] =
        /^attachment; filename="([\w.-]+)"; filename\*=UTF-8''([\w.%!#$&+^`|~-]+)$/.exec(header) ?? [];
      expect(fallback, header).toBe(plain);
      if (own !== "") expect(decodeURIComponent(extended)).toBe(own);
      expect(Buffer.byteLength(decodeURIComponent(extended))).toBeLessThan(210);
    }
  });

  it("has semicolons and decimal commas where that is asked for, and no formula then either", async () => {
    const { event, headers } = await newOrganizer();
    await addBookings(event.id, 1, () => "a,=1+1;=2+2");
    const path = `/files/events/${event.id}/attendees.csv?separator=semicolon`;
    const { text } = await download(path, headers);
    const [heading, line] = text.split("\r\n");
    expect(heading).toMatch(/^\ufeffBooking;Name;Email;Tickets;Tickets inside;Amount;Currency;/);
    expect(line).toMatch(/^[0-9a-f]{24};"a,'=1\+1;'=2\+2";[^;]+;2;0;50,00;EUR;confirmed;/);
  });

  it("has the rows that the page's filters leave", async () => {
    const { event, headers } = await newOrganizer();
    const people = await addBookings(
      event.id,
      3,
      (index) => `Zoë ${["Xavier", "Yolanda", "Zuzanna"][index]}`,
    );
    const where = { userId: people[1]?.id ?? "" };
    await context.db.prisma.booking.updateMany({
      where,
      data: { paymentStatus: "paid", admittedTickets: 1 },
    });
    const names = async (query: string) => {
      const { text } = await download(`/files/events/${event.id}/attendees.csv?${query}`, headers);
      return text
        .split("\r\n")
        .slice(1, -1)
        .map((row) => row.split(",")[1]);
    };
    expect(await names("search=zoe")).toEqual(["Zoë Zuzanna", "Zoë Yolanda", "Zoë Xavier"]);
    expect(await names("search=zoe+yolanda&status=&separator=comma")).toEqual(["Zoë Yolanda"]);
    expect(await names("paymentStatus=paid")).toEqual(["Zoë Yolanda"]);
    expect(await names("status=cancelled")).toEqual([]);
    expect(await names("admission=missing")).toEqual(["Zoë Zuzanna", "Zoë Yolanda", "Zoë Xavier"]);
    expect(await names("admission=admitted")).toEqual(["Zoë Yolanda"]);
    const wrong = await download(`/files/events/${event.id}/attendees.csv?status=nonsense`, headers);
    expect(wrong.response.status).toBe(400);
    expect(JSON.parse(wrong.text)).toMatchObject({ error: { json: { data: { reason: "INVALID_INPUT" } } } });
    const tab = await download(`/files/events/${event.id}/capacity-log.csv?separator=tab`, headers);
    expect(tab.response.status).toBe(400);
  });

  it("has the event's times, in both hours of the night when clocks go back", async () => {
    const { event, headers } = await newOrganizer({ timeZone: "America/New_York" });
    const people = await addBookings(event.id, 2);
    for (const [index, at] of ["2026-11-01T05:30:00Z", "2026-11-01T06:30:00Z"].entries()) {
      const userId = people[index]?.id ?? "";
      await context.db.prisma.booking.updateMany({ where: { userId }, data: { bookingDate: new Date(at) } });
    }
    const { text } = await download(`/files/events/${event.id}/attendees.csv`, headers);
    expect(text.match(/2026-\S+?(?=,)/g)).toEqual(["2026-11-01T01:30:00-05:00", "2026-11-01T01:30:00-04:00"]);
  });

  it("writes amounts with the decimals of their currency", async () => {
    const { event, headers } = await newOrganizer();
    const people = await addBookings(event.id, 3);
    for (const [index, currency] of ["JPY", "KWD", "EUR"].entries()) {
      const where = { userId: people[index]?.id ?? "" };
      await context.db.prisma.booking.updateMany({ where, data: { currency, totalAmount: 2_000_000_005 } });
    }
    const { text } = await download(`/files/events/${event.id}/attendees.csv`, headers);
    const amounts = text.split("\r\n").slice(1, -1);
    expect(amounts.map((line) => line.split(",").slice(5, 7))).toEqual([
      ["20000000.05", "EUR"],
      ["2000000.005", "KWD"],
      ["2000000005", "JPY"],
    ]);
  });

  it("has only its heading when nobody booked", async () => {
    const { event, headers } = await newOrganizer();
    const { text } = await download(`/files/events/${event.id}/attendees.csv`, headers);
    expect(text).toMatch(/^\ufeffBooking,Name,[^\n]*\r\n$/);
  });

  it("lets no name run as a formula", async () => {
    const { event, headers } = await newOrganizer();
    const names = [
      "=1+1",
      "+1",
      "-1",
      "@SUM(A1)",
      '=HYPERLINK("http://x")',
      "\t=1",
      "\r=1",
      '"=1+1',
      "＝1+1",
      "x;=1",
      'x";"=1',
      " =1",
      "two\nlines",
    ];
    await addBookings(event.id, names.length, (index) => names[names.length - 1 - index] ?? "");
    const { text } = await download(`/files/events/${event.id}/attendees.csv`, headers);
    const lines = text.split("\r\n").slice(1, -1);
    const cells = lines.map((line) => /^\w{24},("(?:[^"]|"")*"|[^,]*),/s.exec(line)?.[1]);
    expect(cells).toEqual([
      "'=1+1",
      "'+1",
      "'-1",
      "'@SUM(A1)",
      `"'=HYPERLINK(""http://x"")"`,
      "'\t'=1",
      `"'\r'=1"`,
      `"""'=1+1"`,
      "'＝1+1",
      "x;'=1",
      `"x"";""'=1"`,
      " '=1",
      `"two\nlines"`,
    ]);
  });

  it("has all of 2,000 bookings once, newest first, whichever share a moment", async () => {
    const { event, headers } = await newOrganizer({ capacity: 10_000 });
    const people = await addBookings(event.id, 2_000);
    const half = people.slice(0, 1_000).map(({ id }) => id);
    const bookingDate = new Date("2025-12-01T00:00:00Z");
    await context.db.prisma.booking.updateMany({ where: { userId: { in: half } }, data: { bookingDate } });
    const { text } = await download(`/files/events/${event.id}/attendees.csv`, headers);
    const names = text
      .split("\r\n")
      .slice(1, -1)
      .map((line) => line.split(",")[1]);
    expect(names).toHaveLength(2_000);
    expect(new Set(names).size).toBe(2_000);
    expect(names.slice(0, 1_000)).toEqual(
      Array.from({ length: 1_000 }, (_, index) => `Person ${1_999 - index}`),
    );
  });

  it("is for the organizer and admins", async () => {
    const { event } = await newOrganizer();
    const path = `/files/events/${event.id}/attendees.csv`;
    const answers = async (where: string, headers: Record<string, string> = {}) => {
      const { response, text } = await download(where, headers);
      const disposition = response.headers.get("content-disposition");
      return [response.status, JSON.parse(text).error.json.data.reason, disposition];
    };
    const stranger = await signIn(await newUser(context));
    expect(await answers(path)).toEqual([401, "UNAUTHENTICATED", null]);
    expect(await answers(path, { authorization: "Bearer nonsense" })).toEqual([401, "UNAUTHENTICATED", null]);
    expect(await answers(path, stranger)).toEqual([403, "FORBIDDEN", null]);
    expect(await answers(path.replace("attendees", "capacity-log"), stranger)).toEqual([
      403,
      "FORBIDDEN",
      null,
    ]);
    expect(await answers(`/files/events/${"f".repeat(24)}/attendees.csv`, stranger)).toEqual([
      404,
      "NOT_FOUND",
      null,
    ]);
    expect(await answers("/files/events/nonsense/attendees.csv", stranger)).toEqual([404, "NOT_FOUND", null]);
    const admin = await signIn(await newUser(context, "admin"));
    expect((await download(path, admin)).response.status).toBe(200);
  });
});

describe("an event with kinds", () => {
  it("has them, the code and its discount at the end of each line", async () => {
    const { event, headers } = await newOrganizer({
      ticketTypes: [
        { name: "Adult, standing", price: 2_000 },
        { name: "Child", price: 1_000 },
      ],
    });
    const [adult, child] = event.ticketTypes;
    await server.client(headers.authorization.slice("Bearer ".length)).discountCode.create.mutate({
      eventId: event.id,
      code: "EARLY",
      kind: "percent",
      value: 10,
    });
    const { sessionToken } = await newSession(context, (await newUser(context)).id);
    await server.client(sessionToken).booking.create.mutate({
      eventId: event.id,
      items: [
        { ticketTypeId: adult?.id ?? "", quantity: 2 },
        { ticketTypeId: child?.id ?? "", quantity: 1 },
      ],
      code: "early",
      paymentMethod: "cash",
    });
    const attendees = await download(`/files/events/${event.id}/attendees.csv`, headers);
    expect(attendees.text).toMatch(
      /,45\.00,EUR,.*,"2 Adult, standing, 1 Child",5\.00,EARLY,0\.00,0\.00\r\n$/,
    );
    const log = await download(`/files/events/${event.id}/capacity-log.csv`, headers);
    expect(log.text).toMatch(/reserve,3,[0-9a-f]{24},Test Person,"2 Adult, standing, 1 Child"\r\n/);
  });
});

describe("capacity-log.csv", () => {
  it("has every change of the free tickets", async () => {
    const { event, headers } = await newOrganizer({ capacity: 10 });
    const buyer = await newUser(context);
    const { sessionToken } = await newSession(context, buyer.id);
    const { booking } = server.client(sessionToken);
    const wish = { eventId: event.id, ticketQuantity: 3, paymentMethod: "cash" as const };
    const { id } = await booking.create.mutate(wish);
    await booking.cancel.mutate({ id });
    const { response, text } = await download(`/files/events/${event.id}/capacity-log.csv`, headers);
    expect(response.headers.get("content-disposition")).toMatch(/filename="capacity-log-Event-[\w-]+\.csv"/);
    const lines = text.split("\r\n");
    expect(lines[0]).toBe(`${BOM}Time,Change,Tickets,Booking,Attendee,Kinds`);
    expect(lines.slice(1).map((line) => line.replace(/^[\dT:-]+\+0[12]:00,/, ""))).toEqual([
      `release,3,${id},Test Person,`,
      `reserve,3,${id},Test Person,`,
      "release,10,,,",
      "",
    ]);
  });
});

/** A Foyer whose bookings never end, and how many pages of them were asked for. */
function endless(failsAfter = Number.POSITIVE_INFINITY): { context: AppContext; pagesRead: () => number } {
  let pages = 0;
  const { prisma } = context.db;
  const booking = {
    fields: prisma.booking.fields,
    async findMany({ take }: { readonly take: number }) {
      if (pages++ === failsAfter) throw new Error("The disk is on fire.");
      return Array.from({ length: take }, () => ({
        id: "a".repeat(24),
        bookingDate: new Date(),
        paymentMethod: "cash",
        currency: "EUR",
        totalAmount: 1,
        ticketQuantity: 1,
        items: [],
        discount: null,
        addition: null,
        tickets: [],
        lastTicketNumber: null,
        guest: null,
        prices: [],
        cancellationReason: "long ".repeat(100),
        createdAt: new Date(),
        cancellableUntil: null,
        event: { dateTime: new Date(), cancellationCutoffHours: 24, cancellationFloors: [] },
        user: { name: "Endless", email: "endless@test.example" },
      }));
    },
  };
  const db = { ...context.db, prisma: Object.assign(Object.create(prisma), { booking }) };
  return { context: { ...context, db }, pagesRead: () => pages };
}

async function request(origin: string, path: string, headers: Record<string, string>) {
  const sent = get(`${origin}${path}`, { headers });
  const [answer] = (await once(sent, "response")) as [IncomingMessage];
  return { answer, hangUp: () => sent.destroy() };
}

/** Waits until a number has stopped growing: for several pauses, of which a process that was held up may lose one. */
async function settled(read: () => number): Promise<number> {
  for (let before = read(), same = 0; ; ) {
    await wait(100);
    same = read() === before ? same + 1 : 0;
    before = read();
    if (same === 5) return before;
  }
}

describe("a file in the middle", () => {
  it("is broken off when reading fails, and does not look whole", async () => {
    const { event, headers } = await newOrganizer();
    const failing = await listen(endless(2).context);
    const path = `/files/events/${event.id}/attendees.csv`;
    const response = await fetch(`${failing.origin}${path}`, { headers });
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow(/terminated/);
    await failing.close();
  });

  it("is refused as a whole when reading fails before its first line", async () => {
    const { event, headers } = await newOrganizer();
    const failing = await listen(endless(0).context);
    const response = await fetch(`${failing.origin}/files/events/${event.id}/attendees.csv`, { headers });
    expect(response.status).toBe(500);
    expect(response.headers.get("content-disposition")).toBeNull();
    expect(JSON.parse(await response.text()).error.json.data.reason).toBe("INTERNAL");
    await failing.close();
  });

  it("is read no faster than it is taken, and no further once nobody takes it", async () => {
    const { event, headers } = await newOrganizer();
    const source = endless();
    const slow = await listen(source.context);
    const { answer, hangUp } = await request(slow.origin, `/files/events/${event.id}/attendees.csv`, headers);
    // Nothing is taken: what the connection buffers is read, and no more.
    const filled = await settled(source.pagesRead);
    expect(filled).toBeLessThan(100);
    answer.resume();
    while (source.pagesRead() <= filled + 20) await wait(10);
    answer.on("error", () => {});
    hangUp();
    const stopped = await settled(source.pagesRead);
    await wait(500);
    expect(source.pagesRead()).toBe(stopped);
    await slow.close();
  });

  it("closes what it reads from when it is thrown away", async () => {
    let isClosed = false;
    async function* rows() {
      try {
        for (;;) yield 1;
      } finally {
        isClosed = true;
      }
    }
    const csv = await toCsv(rows(), [{ header: "One", cell: (one) => one }], {
      separator: "comma",
      timeZone: "UTC",
    });
    csv.destroy();
    await once(csv, "close");
    await expect.poll(() => isClosed).toBe(true);
  });
});
