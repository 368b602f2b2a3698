import { randomUUID } from "node:crypto";
import type { BookingId } from "@foyer/contract/ids";
import { callAs } from "@foyer/testing/callers";
import { errorCodeOf } from "@foyer/testing/errors";
import { newEvent, newUser, uniqueEmail } from "@foyer/testing/fixtures";
import { createTestContext } from "@foyer/testing/test-context";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const { context } = createTestContext();
afterAll(() => context.db.close());

/** Somebody of this name with tickets, to be paid at the door unless a card is named. */
async function book(
  eventId: string,
  name: string,
  { ticketQuantity = 3, paymentMethod = "cash" as "cash" | "credit_card" } = {},
) {
  const user = await newUser(context);
  await context.db.prisma.user.update({ where: { id: user.id }, data: { name } });
  const attendee = callAs(context, user);
  const { id } = await attendee.booking.create({ eventId, ticketQuantity, paymentMethod });
  return { id, attendee, email: user.email };
}

/** An event with a door, and somebody with three tickets for it. */
async function newDoor(ticketQuantity = 3) {
  const organizer = await newUser(context);
  const event = await newEvent(context, organizer, { capacity: 60, price: 2_500 });
  const door = callAs(context, organizer).booking;
  const { id, attendee, email } = await book(event.id, "Ann Li", { ticketQuantity });
  const call = (ticketNumbers: number[], scanId: string = randomUUID(), booking: BookingId = id) => ({
    eventId: event.id,
    id: booking,
    ticketNumbers,
    scanId,
  });
  const numbersInside = async () => {
    const { bookings } = await door.findAtDoor({ eventId: event.id, search: id });
    return bookings[0]?.tickets.filter((one) => one.admittedAt !== null).map(({ number }) => number);
  };
  const admissions = () => context.db.prisma.checkIn.findMany({ where: { bookingId: id } });
  const admittedTickets = async () => (await door.byId({ id })).admittedTickets;
  return { organizer, event, door, id, attendee, email, call, numbersInside, admissions, admittedTickets };
}

describe("booking.findAtDoor", () => {
  let scene: Awaited<ReturnType<typeof newDoor>>;
  const found = async (search: string) => {
    const answer = await scene.door.findAtDoor({ eventId: scene.event.id, search });
    return answer.bookings.map(({ attendeeName, status }) => `${attendeeName} ${status}`);
  };

  beforeAll(async () => {
    scene = await newDoor();
  });

  it("answers who has tickets, which of them are inside, and what is due", async () => {
    const { door, event, id, email, call } = scene;
    const admitted = await door.admit(call([2]));
    const { bookings, hasMore } = await door.findAtDoor({ eventId: event.id, search: " ann LI " });
    expect(hasMore).toBe(false);
    const ofOneKind = { holderName: null, ticketType: null, answers: [] };
    expect(bookings).toEqual([
      {
        id,
        status: "confirmed",
        attendeeName: "Ann Li",
        attendeeEmail: email,
        ticketQuantity: 3,
        answers: [],
        tickets: [
          { number: 1, ...ofOneKind, admittedAt: null, admittedBy: null },
          {
            number: 2,
            ...ofOneKind,
            admittedAt: admitted.tickets[0]?.admittedAt,
            admittedBy: "Test Person",
          },
          { number: 3, ...ofOneKind, admittedAt: null, admittedBy: null },
        ],
        amountDue: 7_500,
        currency: "EUR",
      },
    ]);
    await door.markPaid({ id });
    const paid = await door.findAtDoor({ eventId: event.id, search: email });
    expect(paid.bookings[0]).toMatchObject({ id, amountDue: 0 });
  });

  it("finds a booking by its id or a ticket's code, of this event only", async () => {
    const { door, event, id, organizer, attendee } = scene;
    const [ticket] = await attendee.booking.tickets({ id });
    for (const search of [` ${id.toUpperCase()} `, ticket?.code.toLowerCase() ?? ""]) {
      expect(await found(search)).toEqual(["Ann Li confirmed"]);
    }
    const other = await newEvent(context, organizer);
    expect(await door.findAtDoor({ eventId: other.id, search: id })).toEqual({
      bookings: [],
      hasMore: false,
    });
    for (const nobody of ["Nobody Here", "***", "0".repeat(24)]) expect(await found(nobody)).toEqual([]);
    for (const search of ["", "  "]) {
      await expect(door.findAtDoor({ eventId: event.id, search })).rejects.toThrow("Write a name");
    }
  });

  it("shows those who can come in first, and that others cannot, at most twenty", async () => {
    const { event, door } = scene;
    await book(event.id, "Zoe Early", { ticketQuantity: 1 });
    await book(event.id, "Zoe Held", { ticketQuantity: 1, paymentMethod: "credit_card" });
    const gone = await book(event.id, "Zoe Gone", { ticketQuantity: 1 });
    await gone.attendee.booking.cancel({ id: gone.id });
    expect(await found("zoe")).toEqual(["Zoe Early confirmed", "Zoe Gone cancelled", "Zoe Held pending"]);
    const { bookings } = await door.findAtDoor({ eventId: event.id, search: "zoe gone" });
    expect(bookings[0]).toMatchObject({ tickets: [], amountDue: 0 });

    await Promise.all(Array.from({ length: 18 }, () => book(event.id, "Zoe Many", { ticketQuantity: 1 })));
    const all = await door.findAtDoor({ eventId: event.id, search: "zoe" });
    expect(all.bookings).toHaveLength(20);
    expect(all.hasMore).toBe(true);
    expect(all.bookings.map(({ status }) => status).lastIndexOf("confirmed")).toBe(18);
    expect((await door.findAtDoor({ eventId: event.id, search: "zoe many" })).hasMore).toBe(false);
  });

  it("finds guests by the name they gave here, and whom a ticket is for", async () => {
    const { event, door } = scene;
    const account = await book((await newEvent(context, scene.organizer)).id, "Account Name");
    for (const email of [account.email, uniqueEmail()]) {
      const name = `Güst ${email.slice(0, 8)}`;
      await door.createForSomebody({ eventId: event.id, ticketQuantity: 1, name, email });
      expect(await found(`gust ${email.slice(0, 8)}`)).toEqual([`${name} confirmed`]);
      expect(await found(email)).toEqual([`${name} confirmed`]);
    }
    // Nobody learns here what the account of the address is called.
    expect(await found("account name")).toEqual([]);
    const walkIn = { eventId: event.id, ticketQuantity: 1, name: "Wally Inn" };
    await door.createForSomebody(walkIn);
    expect(await found("wally")).toEqual(["Wally Inn confirmed"]);

    const { id, attendee } = await book(event.id, "Olga Owner");
    const holder = { name: "Nadja Çelik", email: uniqueEmail() };
    await attendee.booking.passOnTicket({ id, ticketNumber: 2, ...holder });
    await attendee.booking.nameTickets({ id, names: [{ ticketNumber: 3, name: "Timo Third" }] });
    for (const search of ["celik nadja", holder.email, "third", "olga"]) {
      expect(await found(search)).toEqual(["Olga Owner confirmed"]);
    }
    // The words of two people are nobody's.
    expect(await found("olga third")).toEqual([]);
    const { items } = await callAs(context, scene.organizer).event.attendees({
      eventId: event.id,
      search: "Çelik",
    });
    expect(items.map((one) => one.id)).toEqual([id]);
    await attendee.booking.changeItems({ id, ticketQuantity: 2, ticketNumbers: [2] });
    expect(await found("celik")).toEqual([]);
  });

  it("is for those who run the event", async () => {
    const { attendee, event } = scene;
    const ask = { eventId: event.id, search: "zoe" };
    expect(await errorCodeOf(attendee.booking.findAtDoor(ask))).toBe("FORBIDDEN");
  });
});

describe("booking.admit", () => {
  it("admits some of several, and says whose they are, what is due and how many are inside", async () => {
    const { door, call, id, numbersInside, admittedTickets, attendee } = await newDoor();
    const admission = { admittedAt: expect.any(Date), admittedBy: "Test Person" };
    expect(await door.admit(call([3, 1]))).toEqual({
      bookingId: id,
      attendeeName: "Ann Li",
      ticketQuantity: 3,
      tickets: [
        { number: 1, ...admission },
        { number: 3, ...admission },
      ],
      isUndone: false,
      amountDue: 7_500,
      currency: "EUR",
      counts: { admitted: 2, expected: 3 },
    });
    expect(await numbersInside()).toEqual([1, 3]);
    expect(await admittedTickets()).toBe(2);
    // As after a scan, its attendee cannot cancel it any more.
    expect(await errorCodeOf(attendee.booking.cancel({ id }))).toBe("ALREADY_CHECKED_IN");
  });

  it("admits all or none, when one is inside or is no ticket of the booking", async () => {
    const { door, call, event, id, attendee, numbersInside } = await newDoor();
    const codes = (await attendee.booking.tickets({ id })).map(({ code }) => code);
    await door.checkIn({ eventId: event.id, code: codes[1] ?? "", scanId: "scan" });
    await expect(door.admit(call([1, 2]))).rejects.toMatchObject({
      cause: { code: "ALREADY_CHECKED_IN", details: { admittedBy: "Test Person" } },
    });
    expect(await errorCodeOf(door.admit(call([1, 4])))).toBe("TICKET_NOT_VALID");
    expect(await numbersInside()).toEqual([2]);
    for (const numbers of [[], [1, 1], [0], [1e9]]) {
      await expect(door.admit(call(numbers))).rejects.toMatchObject({ code: "BAD_REQUEST" });
    }
    await door.admit(call([1]));
    const scanned = door.checkIn({ eventId: event.id, code: codes[0] ?? "", scanId: "another" });
    expect(await errorCodeOf(scanned)).toBe("ALREADY_CHECKED_IN");
  });

  it("refuses bookings that are held, cancelled, or of another event", async () => {
    const { door, call, event, id, organizer, attendee, admissions } = await newDoor();
    const held = await book(event.id, "Held", { paymentMethod: "credit_card" });
    expect(await errorCodeOf(door.admit(call([1], "held", held.id)))).toBe("TICKET_NOT_VALID");
    // The organizer runs both events, and the booking is looked for in the one that is named.
    const other = await newEvent(context, organizer);
    const elsewhere = { ...call([1]), eventId: other.id };
    for (const ask of [door.admit, door.undoAdmit]) {
      expect(await errorCodeOf(ask(elsewhere))).toBe("NOT_FOUND");
    }
    expect(await errorCodeOf(attendee.booking.admit(call([1])))).toBe("FORBIDDEN");
    await attendee.booking.cancel({ id });
    expect(await errorCodeOf(door.admit(call([1])))).toBe("TICKET_CANCELLED");
    const late = await book(event.id, "Late");
    await callAs(context, organizer).event.cancel({ id: event.id, reason: "Rain." });
    expect(await errorCodeOf(door.admit(call([1], "late", late.id)))).toBe("EVENT_CANCELLED");
    expect(await admissions()).toEqual([]);
  });

  it("admits each ticket once, whoever admits or scans it at the same moment", async () => {
    const { door, call, event, id, attendee, admissions, admittedTickets } = await newDoor(4);
    const admin = callAs(context, await newUser(context, "admin")).booking;
    const codes = (await attendee.booking.tickets({ id })).map(({ code }) => code);
    // Pairs that overlap: of two neighbours at most one can be had.
    const pairs = [
      [1, 2],
      [2, 3],
      [3, 4],
      [4, 1],
    ];
    const results = await Promise.allSettled([
      ...pairs.flatMap((pair) => [door.admit(call(pair)), admin.admit(call(pair))]),
      ...codes.map((code) => door.checkIn({ eventId: event.id, code, scanId: randomUUID() })),
    ]);
    const admitted = results.flatMap((result) => {
      if (result.status === "rejected") {
        expect(result.reason.cause.code).toBe("ALREADY_CHECKED_IN");
        return [];
      }
      const { value } = result;
      return "tickets" in value ? value.tickets.map(({ number }) => number) : [value.ticketNumber];
    });
    expect(admitted.length).toBeGreaterThan(0);
    expect(new Set(admitted).size).toBe(admitted.length);
    const rows = await admissions();
    expect(rows.map(({ ticketNumber }) => ticketNumber).sort()).toEqual([...admitted].sort());
    expect(await admittedTickets()).toBe(admitted.length);
  });

  it("gives a call that is sent again its first answer, ten times at once and after an undo", async () => {
    const { door, call, admissions, admittedTickets } = await newDoor();
    const same = call([1, 2]);
    const answers = await Promise.all(Array.from({ length: 10 }, () => door.admit(same)));
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(await admissions()).toHaveLength(2);
    expect(await admittedTickets()).toBe(2);
    // In another order it is the same call.
    expect(await door.admit({ ...same, ticketNumbers: [2, 1] })).toEqual(answers[0]);
    for (const other of [[1], [1, 2, 3], [1, 3]]) {
      expect(await errorCodeOf(door.admit(call(other, same.scanId)))).toBe("IDEMPOTENCY_KEY_REUSED");
    }
    // An id that only begins like it is another one.
    await door.admit(call([3], `${same.scanId}!`));
    await door.undoAdmit(call([1, 2]));
    const counts = { admitted: 1, expected: 3 };
    expect(await door.admit(same)).toEqual({ ...answers[0], counts });
    expect(await admittedTickets()).toBe(1);
  });

  it("never both admits and cancels for the attendee", async () => {
    for (let round = 0; round < 4; round++) {
      const { door, call, attendee, id, admittedTickets } = await newDoor();
      const results = await Promise.allSettled([door.admit(call([1, 2])), attendee.booking.cancel({ id })]);
      expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
      const { status } = await door.byId({ id });
      const isAdmitted = results[0].status === "fulfilled";
      expect([status, await admittedTickets()]).toEqual(isAdmitted ? ["confirmed", 2] : ["cancelled", 0]);
    }
  });
});

describe("booking.undoAdmit", () => {
  it("takes back tickets however they came in, all or none, and they may come in again", async () => {
    const { door, call, event, id, attendee, numbersInside, admittedTickets } = await newDoor();
    const [ticket] = await attendee.booking.tickets({ id });
    const code = ticket?.code ?? "";
    await door.checkIn({ eventId: event.id, code, scanId: "scan" });
    const admitted = await door.admit(call([2, 3]));
    expect(await door.undoAdmit(call([1, 2]))).toMatchObject({
      tickets: [{ number: 1 }, { ...admitted.tickets[0] }],
      isUndone: true,
      counts: { admitted: 1, expected: 3 },
    });
    expect(await errorCodeOf(door.undoAdmit(call([3, 1])))).toBe("NOT_CHECKED_IN");
    expect(await numbersInside()).toEqual([3]);
    await door.admit(call([1, 2]));
    await door.undoCheckIn({ eventId: event.id, code, scanId: "undo" });
    expect(await numbersInside()).toEqual([2, 3]);
    expect(await admittedTickets()).toBe(2);
  });

  it("undoes once what is sent ten times at once, and leaves the next admission alone", async () => {
    const { door, call, numbersInside, admissions } = await newDoor();
    await door.admit(call([1, 2]));
    const same = call([1, 2]);
    const answers = await Promise.all(Array.from({ length: 10 }, () => door.undoAdmit(same)));
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    await door.admit(call([1, 2]));
    expect(await door.undoAdmit(same)).toEqual({ ...answers[0], counts: { admitted: 2, expected: 3 } });
    expect(await errorCodeOf(door.undoAdmit(call([1], same.scanId)))).toBe("IDEMPOTENCY_KEY_REUSED");
    expect(await numbersInside()).toEqual([1, 2]);
    expect((await admissions()).filter(({ isUndone }) => isUndone)).toHaveLength(2);
  });
});
