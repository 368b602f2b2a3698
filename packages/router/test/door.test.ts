import { randomUUID } from "node:crypto";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "@foyer/contract/time";
import { DomainError } from "@foyer/domain/domain-error";
import { callAs } from "@foyer/testing/callers";
import { errorCodeOf } from "@foyer/testing/errors";
import { newEvent, newUser } from "@foyer/testing/fixtures";
import { createTestContext } from "@foyer/testing/test-context";
import { afterAll, describe, expect, it } from "vitest";

const { context } = createTestContext();
afterAll(() => context.db.close());

/** An event with a door, and somebody with tickets for it. */
async function newDoor({ ticketQuantity = 2, price = 2_500 } = {}) {
  const organizer = await newUser(context);
  const event = await newEvent(context, organizer, { price });
  const attendee = callAs(context, await newUser(context));
  const wish = { eventId: event.id, ticketQuantity, paymentMethod: "cash" as const };
  const { id } = await attendee.booking.create(wish);
  const codes = (await attendee.booking.tickets({ id })).map(({ code }) => code);
  const [code = ""] = codes;
  const door = callAs(context, organizer).booking;
  const counts = async () => (await callAs(context, organizer).event.door({ eventId: event.id })).counts;
  const scan = (scanned = code, scanId: string = randomUUID()) => ({
    eventId: event.id,
    code: scanned,
    scanId,
  });
  return { organizer, event, attendee, id, code, codes, door, counts, scan };
}

describe("booking.checkIn", () => {
  it("lets a ticket in and says whose it is, what is due and how many are inside", async () => {
    const { door, scan, id, event, code, codes, organizer } = await newDoor();
    expect(await door.checkIn(scan())).toEqual({
      bookingId: id,
      ticketNumber: 1,
      ticketQuantity: 2,
      attendeeName: "Test Person",
      holderName: null,
      ticketType: null,
      answers: [],
      admittedAt: expect.any(Date),
      admittedBy: "Test Person",
      isUndone: false,
      amountDue: 5_000,
      currency: "EUR",
      counts: { admitted: 1, expected: 2 },
    });
    await callAs(context, organizer).booking.markPaid({ id });
    expect(await door.checkIn(scan(codes[1]))).toMatchObject({
      ticketNumber: 2,
      amountDue: 0,
      counts: { admitted: 2, expected: 2 },
    });
    expect((await callAs(context, organizer).booking.byId({ id })).admittedTickets).toBe(2);
    const again = { eventId: event.id, code, scanId: "another" };
    expect(await errorCodeOf(door.checkIn(again))).toBe("ALREADY_CHECKED_IN");
  });

  it("takes a code as people type it", async () => {
    const { door, scan, code } = await newDoor();
    const typed = ` ${code.toLowerCase().replaceAll("-", " - ")}\t`;
    expect(await door.checkIn(scan(typed))).toMatchObject({ ticketNumber: 1 });
  });

  it("takes a code that came without dashes, through a German keyboard, or within an address", async () => {
    const { door, scan, codes, counts } = await newDoor({ ticketQuantity: 3 });
    const [one = "", two = "", three = ""] = codes;
    await door.checkIn(scan(one.replaceAll("-", "")));
    await door.checkIn(scan(two.replace(/[YZ-]/g, (sign) => ({ Y: "Z", Z: "Y" })[sign] ?? "ß")));
    await door.checkIn(scan(`https://tickets.example.org/?code=${three.toLowerCase()}&from=mail`));
    expect(await counts()).toEqual({ admitted: 3, expected: 3 });
    await expect(door.checkIn(scan(one.replace(/[A-Z]/g, "Ж")))).rejects.toThrow("keyboard layout");
  });

  it("refuses what is no ticket of this event, and says why", async () => {
    const { door, scan, code, organizer, event, attendee, id } = await newDoor();
    const last = code.at(-1) === "A" ? "Q" : "A";
    const forged = code.slice(0, -1) + last;
    for (const bad of ["hello", forged, code.replace("-1-", "-2-"), code.replace(/-1-/, "-21-")]) {
      expect(await errorCodeOf(door.checkIn(scan(bad)))).toBe("TICKET_NOT_VALID");
    }
    const unknown = code.replace(/^FOYER-\w{24}/, `FOYER-${"F".repeat(24)}`);
    expect(await errorCodeOf(door.checkIn(scan(unknown)))).toBe("TICKET_NOT_VALID");

    const other = await newEvent(context, organizer);
    const elsewhere = door.checkIn({ eventId: other.id, code, scanId: "one" });
    await expect(elsewhere).rejects.toMatchObject({
      cause: { code: "TICKET_OF_ANOTHER_EVENT", details: { eventName: event.name } },
    });

    await attendee.booking.cancel({ id });
    expect(await errorCodeOf(door.checkIn(scan()))).toBe("TICKET_CANCELLED");
    expect(await context.db.prisma.checkIn.count({ where: { bookingId: id } })).toBe(0);
  });

  it("refuses a genuine code of a booking that is only held, or of a ticket it does not have", async () => {
    const { door, scan, codes, id } = await newDoor();
    await context.db.prisma.booking.update({ where: { id }, data: { ticketQuantity: 1 } });
    expect(await errorCodeOf(door.checkIn(scan(codes[1])))).toBe("TICKET_NOT_VALID");
    await context.db.prisma.booking.update({ where: { id }, data: { status: "pending" } });
    expect(await errorCodeOf(door.checkIn(scan(codes[0])))).toBe("TICKET_NOT_VALID");
  });

  it("is for the organizer and admins", async () => {
    const { scan, attendee } = await newDoor();
    expect(await errorCodeOf(attendee.booking.checkIn(scan()))).toBe("FORBIDDEN");
    expect(await errorCodeOf(attendee.booking.undoCheckIn(scan()))).toBe("FORBIDDEN");
    const admin = callAs(context, await newUser(context, "admin"));
    expect(await admin.booking.checkIn(scan())).toMatchObject({ isUndone: false });
  });

  it("keeps the time of a scan that was sent later, within reason", async () => {
    const { door, scan, codes } = await newDoor({ ticketQuantity: 3 });
    const now = context.clock.now().getTime();
    const earlier = new Date(now - 20 * MINUTE_MS);
    expect((await door.checkIn({ ...scan(codes[0]), scannedAt: earlier })).admittedAt).toEqual(earlier);

    const ahead = await door.checkIn({ ...scan(codes[1]), scannedAt: new Date(now + HOUR_MS) });
    expect(Math.abs(ahead.admittedAt.getTime() - now)).toBeLessThan(MINUTE_MS);
    const ancient = await door.checkIn({ ...scan(codes[2]), scannedAt: new Date(now - 90 * DAY_MS) });
    expect(Math.abs(ancient.admittedAt.getTime() - (now - 7 * DAY_MS))).toBeLessThan(MINUTE_MS);
  });

  it("admits one of twenty scans of a ticket at once, and tells the others who and when", async () => {
    const { door, scan, counts, event } = await newDoor();
    const admin = callAs(context, await newUser(context, "admin")).booking;
    const scans = Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? door : admin).checkIn(scan()));
    const results = await Promise.allSettled(scans);
    const admitted = results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
    expect(admitted).toHaveLength(1);
    for (const result of results) {
      if (result.status === "fulfilled") continue;
      expect(result.reason.cause).toMatchObject({
        code: "ALREADY_CHECKED_IN",
        details: { admittedAt: admitted[0]?.admittedAt, admittedBy: "Test Person" },
      });
    }
    expect(await counts()).toEqual({ admitted: 1, expected: 2 });
    expect(await context.db.prisma.checkIn.count({ where: { eventId: event.id } })).toBe(1);
  });

  it("gives one scan that is sent twenty times at once one answer, and admits once", async () => {
    const { door, scan, counts, event } = await newDoor();
    const same = scan();
    const answers = await Promise.all(Array.from({ length: 20 }, () => door.checkIn(same)));
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(await counts()).toEqual({ admitted: 1, expected: 2 });
    expect(await context.db.prisma.checkIn.count({ where: { eventId: event.id } })).toBe(1);
  });

  it("refuses a scan id that came with another code", async () => {
    const { door, scan, codes } = await newDoor();
    await door.checkIn(scan(codes[0], "same"));
    for (const other of [codes[1], "garbage"]) {
      expect(await errorCodeOf(door.checkIn(scan(other, "same")))).toBe("IDEMPOTENCY_KEY_REUSED");
    }
  });

  it("never both admits and cancels for the attendee", async () => {
    for (let round = 0; round < 8; round++) {
      const { door, scan, attendee, id, organizer } = await newDoor();
      const [admission, cancellation] = await Promise.allSettled([
        door.checkIn(scan()),
        attendee.booking.cancel({ id }),
      ]);
      expect([admission.status, cancellation.status].sort()).toEqual(["fulfilled", "rejected"]);
      const refusal = [admission, cancellation].find((result) => result.status === "rejected");
      const cause = refusal?.status === "rejected" ? refusal.reason.cause : undefined;
      expect(cause).toBeInstanceOf(DomainError);
      expect(["TICKET_CANCELLED", "ALREADY_CHECKED_IN"]).toContain(cause.code);
      const { status, admittedTickets } = await callAs(context, organizer).booking.byId({ id });
      const isAdmitted = admission.status === "fulfilled";
      expect([status, admittedTickets]).toEqual(isAdmitted ? ["confirmed", 1] : ["cancelled", 0]);
    }
  });
});

describe("booking.undoCheckIn", () => {
  it("lets the ticket in again, as often as it is undone", async () => {
    const { door, scan, counts, id } = await newDoor();
    for (let round = 0; round < 3; round++) {
      const admitted = await door.checkIn(scan());
      expect(await door.undoCheckIn(scan())).toEqual({
        ...admitted,
        isUndone: true,
        counts: { admitted: 0, expected: 2 },
      });
    }
    expect(await errorCodeOf(door.undoCheckIn(scan()))).toBe("NOT_CHECKED_IN");
    expect(await counts()).toEqual({ admitted: 0, expected: 2 });
    const journal = await context.db.prisma.checkIn.findMany({ where: { bookingId: id } });
    expect(journal.map(({ isUndone, undoneAt }) => [isUndone, undoneAt])).toEqual(
      Array(3).fill([true, expect.any(Date)]),
    );
  });

  it("does not let a scan that was undone in again", async () => {
    const { door, scan, counts } = await newDoor();
    const first = scan();
    const answer = await door.checkIn(first);
    await door.undoCheckIn(scan());
    expect(await door.checkIn(first)).toEqual({ ...answer, counts: { admitted: 0, expected: 2 } });
    expect(await counts()).toEqual({ admitted: 0, expected: 2 });
  });

  it("undoes once what is sent twenty times at once, with a scan id or without", async () => {
    const { door, scan, counts, codes } = await newDoor();
    await door.checkIn(scan());
    const same = scan();
    const answers = await Promise.all(Array.from({ length: 20 }, () => door.undoCheckIn(same)));
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(await errorCodeOf(door.undoCheckIn({ ...same, code: codes[1] ?? "" }))).toBe(
      "IDEMPOTENCY_KEY_REUSED",
    );
    // A repeat that comes after the next admission leaves that one alone.
    await door.checkIn(scan());
    await door.undoCheckIn(same);
    expect(await counts()).toEqual({ admitted: 1, expected: 2 });

    const { scanId: _, ...unnamed } = same;
    const results = await Promise.allSettled(Array.from({ length: 20 }, () => door.undoCheckIn(unnamed)));
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    for (const result of results) {
      if (result.status === "rejected") expect(result.reason.cause.code).toBe("NOT_CHECKED_IN");
    }
    expect(await counts()).toEqual({ admitted: 0, expected: 2 });
  });

  it("refuses codes as checking in does", async () => {
    const { door, scan, code, organizer } = await newDoor();
    expect(await errorCodeOf(door.undoCheckIn(scan("garbage")))).toBe("TICKET_NOT_VALID");
    const other = await newEvent(context, organizer);
    expect(await errorCodeOf(door.undoCheckIn({ eventId: other.id, code }))).toBe("TICKET_OF_ANOTHER_EVENT");
  });
});
