import { MAX_CODE_VERSION, readTicketCode } from "@foyer/contract/ticket";
import { DAY_MS } from "@foyer/contract/time";
import { sendQueuedMails } from "@foyer/domain/mail/send-queued-mails";
import { callAs } from "@foyer/testing/callers";
import { errorCodeOf } from "@foyer/testing/errors";
import { newEvent, newUser, uniqueEmail } from "@foyer/testing/fixtures";
import { createIsolatedTestContext } from "@foyer/testing/test-context";
import { afterAll, describe, expect, it } from "vitest";

const { context, clock, mails: sent } = await createIsolatedTestContext();
afterAll(() => context.db.close());

let scans = 0;

async function bookTickets(ticketQuantity = 2) {
  const organizer = await newUser(context);
  const event = await newEvent(context, organizer, {
    dateTime: new Date(clock.now().getTime() + 30 * DAY_MS),
    ticketTypes: [
      { name: "Standard", price: 2_500 },
      { name: "Balcony", price: 4_000 },
    ],
  });
  const [standard, balcony] = event.ticketTypes ?? [];
  if (standard === undefined || balcony === undefined) throw new Error("The event has two kinds.");
  const attendee = await newUser(context);
  const owner = callAs(context, attendee).booking;
  const items = [
    { ticketTypeId: standard.id, quantity: ticketQuantity - 1 },
    { ticketTypeId: balcony.id, quantity: 1 },
  ];
  const booking = await owner.create({ eventId: event.id, items, paymentMethod: "cash" });
  const runs = callAs(context, organizer);
  const scan = (code: string | undefined) =>
    runs.booking.checkIn({ eventId: event.id, code: code ?? "", scanId: `scan-${++scans}` });
  return { organizer, event, attendee, owner, id: booking.id, runs, scan };
}

/** The code in the last mail to an address, and the mail. */
async function mailTo(address: string) {
  await sendQueuedMails(context);
  const mail = sent.findLast(({ to }) => to === address);
  const code = /FOYER-[0-9A-F]{24}-\d+-[A-Z2-7]{26}/.exec(mail?.text ?? "")?.[0];
  return { mail, code };
}

describe("booking.nameTickets", () => {
  it("names tickets while they are held and later, on every page that shows them", async () => {
    const { owner, id, event, runs, scan } = await bookTickets(3);
    const { tickets } = await owner.nameTickets({ id, names: [{ ticketNumber: 3, name: "Ada" }] });
    expect(
      tickets.map(({ number, holderName, ticketType }) => [number, holderName, ticketType?.name]),
    ).toEqual([
      [1, null, "Standard"],
      [2, null, "Standard"],
      [3, "Ada", "Balcony"],
    ]);
    expect((await owner.byId({ id })).tickets).toEqual(tickets);
    expect((await runs.event.attendees({ eventId: event.id })).items[0]?.tickets).toEqual(tickets);
    const codes = await owner.tickets({ id });
    expect(codes[2]).toMatchObject({ number: 3, holderName: "Ada", ticketType: { name: "Balcony" } });
    expect(await scan(codes[2]?.code)).toMatchObject({
      holderName: "Ada",
      ticketType: "Balcony",
      answers: [],
    });
    // A name changes no code.
    expect((await runs.event.door({ eventId: event.id })).changedTickets).toEqual([]);
  });

  it("is refused to others, for tickets that are not there, and after the event's date, but not to organizers", async () => {
    const { owner, id, event, runs } = await bookTickets();
    const names = [{ ticketNumber: 1, name: "Ada" }];
    expect(
      await errorCodeOf(callAs(context, await newUser(context)).booking.nameTickets({ id, names })),
    ).toBe("FORBIDDEN");
    expect(await errorCodeOf(owner.nameTickets({ id, names: [{ ticketNumber: 3, name: "Ada" }] }))).toBe(
      "INVALID_INPUT",
    );
    await runs.event.update({ id: event.id, answersEditableUntil: clock.now() });
    expect(await errorCodeOf(owner.nameTickets({ id, names }))).toBe("CHANGES_CLOSED");
    await runs.booking.nameTickets({ id, names });
    await owner.cancel({ id });
    expect(await errorCodeOf(runs.booking.nameTickets({ id, names }))).toBe("BOOKING_NOT_ACTIVE");
  });

  it("keeps the names of a hold whose quantity changes", async () => {
    const organizer = await newUser(context);
    const event = await newEvent(context, organizer);
    const owner = callAs(context, await newUser(context)).booking;
    const { id } = await owner.create({ eventId: event.id, ticketQuantity: 3, paymentMethod: "paypal" });
    const named = ["Ada", "Bert", "Cleo"].map((name, index) => ({ ticketNumber: index + 1, name }));
    await owner.nameTickets({ id, names: named });
    await owner.changeQuantity({ id, ticketQuantity: 2 });
    await owner.changeQuantity({ id, ticketQuantity: 4 });
    const { tickets } = await owner.byId({ id });
    expect(tickets.map(({ number, holderName }) => [number, holderName])).toEqual([
      [1, "Ada"],
      [2, "Bert"],
      [3, null],
      [4, null],
    ]);
  });
});

describe("booking.passOnTicket", () => {
  it("voids the old code at once, and mails the new one to its holder alone", async () => {
    const { owner, id, event, runs, scan } = await bookTickets();
    const before = await owner.tickets({ id });
    const email = uniqueEmail();
    const idempotencyKey = `pass-${id}`;
    const wish = { id, ticketNumber: 2, name: "Ada Byron", email, idempotencyKey };
    const { tickets } = await owner.passOnTicket(wish);
    expect(await owner.passOnTicket(wish)).toEqual({ tickets });
    expect(tickets[1]).toMatchObject({ holderName: "Ada Byron", holderEmail: email });

    expect(await errorCodeOf(scan(before[1]?.code))).toBe("TICKET_CANCELLED");
    const after = await owner.tickets({ id });
    expect(after.map(({ code }) => code)).toEqual([before[0]?.code]);
    const { mail, code } = await mailTo(email);
    expect(sent.filter(({ to }) => to === email)).toHaveLength(1);
    // Nobody has proved the address, so the mail has no words of the one who passed it on.
    expect(mail?.text).not.toContain("Ada Byron");
    expect(mail?.attachments?.map(({ filename }) => filename)).toEqual(["ticket-2.png"]);
    const { changedTickets } = await runs.event.door({ eventId: event.id });
    expect(changedTickets).toEqual([{ bookingId: id, number: 2, version: 1 }]);
    expect(await scan(code)).toMatchObject({
      ticketNumber: 2,
      holderName: "Ada Byron",
      ticketType: "Balcony",
    });
    // Neither the owner's mail nor anybody else's has the new code.
    await sendQueuedMails(context);
    expect(sent.filter(({ text }) => code !== undefined && text.includes(code))).toEqual([mail]);
    // The log has who had it.
    const passes = await context.db.prisma.ticketPass.findMany({ where: { bookingId: id } });
    expect(passes).toMatchObject([{ ticketNumber: 2, codeVersion: 1, fromName: null, email }]);
    expect(await errorCodeOf(owner.passOnTicket({ ...wish, idempotencyKey: undefined }))).toBe(
      "ALREADY_CHECKED_IN",
    );
  });

  it("may be done again, also back to one's own address, and each time only the newest code is valid", async () => {
    const { owner, attendee, id, scan } = await bookTickets();
    const first = uniqueEmail();
    await owner.passOnTicket({ id, ticketNumber: 1, name: "Ada", email: first });
    const { code: ofAda } = await mailTo(first);
    await owner.passOnTicket({ id, ticketNumber: 1, name: "Me", email: attendee.email });
    const { code: back } = await mailTo(attendee.email);
    const [own] = await owner.tickets({ id });
    expect(own).toMatchObject({ code: back, holderName: "Me" });
    expect(await errorCodeOf(scan(ofAda))).toBe("TICKET_CANCELLED");
    expect(await scan(back)).toMatchObject({ ticketNumber: 1 });
  });

  it("sends no code that is void by the time its mail is sent", async () => {
    const { owner, id } = await bookTickets();
    const [wrong, right] = [uniqueEmail(), uniqueEmail()];
    await owner.passOnTicket({ id, ticketNumber: 1, name: "Ada", email: wrong });
    await owner.passOnTicket({ id, ticketNumber: 1, name: "Ada", email: right });
    expect((await mailTo(right)).code).toBeDefined();
    expect((await mailTo(wrong)).mail).toBeUndefined();
  });

  it("lets a ticket in or passes it on, whichever comes first", async () => {
    const { owner, id, scan } = await bookTickets();
    const [ticket] = await owner.tickets({ id });
    const email = uniqueEmail();
    const [admitted, passed] = await Promise.allSettled([
      scan(ticket?.code),
      owner.passOnTicket({ id, ticketNumber: 1, name: "Ada", email }),
    ]);
    expect([admitted.status, passed.status].sort()).toEqual(["fulfilled", "rejected"]);
    const inside = await context.db.prisma.checkIn.count({ where: { bookingId: id } });
    expect(inside).toBe(admitted.status === "fulfilled" ? 1 : 0);
  });

  it("is refused before a booking is confirmed, after the event has begun, and when it was done too often", async () => {
    const { owner, id, organizer } = await bookTickets();
    const event = await newEvent(context, organizer);
    const wish = { ticketNumber: 1, name: "Ada", email: uniqueEmail() };
    const held = await owner.create({ eventId: event.id, ticketQuantity: 1, paymentMethod: "paypal" });
    expect(await errorCodeOf(owner.passOnTicket({ ...wish, id: held.id }))).toBe("BOOKING_NOT_ACTIVE");
    const [ticket] = await owner.tickets({ id });
    const number = readTicketCode(ticket?.code ?? "")?.number ?? 0;
    await context.db.prisma.booking.update({
      where: { id },
      data: {
        tickets: [
          { number, codeVersion: MAX_CODE_VERSION, holderName: null, holderEmail: null, ticketTypeId: null },
        ],
        lastTicketNumber: 2,
      },
    });
    expect(await errorCodeOf(owner.passOnTicket({ ...wish, id }))).toBe("CHANGES_CLOSED");
    clock.advance(31 * DAY_MS);
    expect(await errorCodeOf(owner.passOnTicket({ ...wish, id }))).toBe("CHANGES_CLOSED");
    clock.advance(-31 * DAY_MS);
  });
});
