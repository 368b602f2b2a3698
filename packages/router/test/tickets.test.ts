import { webcrypto } from "node:crypto";
import { base32, readTicketCode, SIGNATURE_BYTES, signedText } from "@foyer/contract/ticket";
import { callAs } from "@foyer/testing/callers";
import { errorCodeOf } from "@foyer/testing/errors";
import { newEvent, newUser } from "@foyer/testing/fixtures";
import { createTestContext } from "@foyer/testing/test-context";
import { afterAll, describe, expect, it } from "vitest";

const { context } = createTestContext();
afterAll(() => context.db.close());

async function bookTickets(paymentMethod: "cash" | "paypal" = "cash") {
  const organizer = await newUser(context);
  const event = await newEvent(context, organizer);
  const attendee = await newUser(context);
  const wish = { eventId: event.id, ticketQuantity: 3, paymentMethod };
  const booking = await callAs(context, attendee).booking.create(wish);
  return { event, booking, owner: callAs(context, attendee), organizer: callAs(context, organizer) };
}

describe("booking.tickets", () => {
  it("gives one code for each ticket, the same each time, to its owner, the organizer and admins", async () => {
    const { booking, owner, organizer } = await bookTickets();
    const { id } = booking;
    const tickets = await owner.booking.tickets({ id });
    expect(tickets.map(({ number, admittedAt }) => [number, admittedAt])).toEqual([
      [1, null],
      [2, null],
      [3, null],
    ]);
    expect(new Set(tickets.map(({ code }) => code)).size).toBe(3);
    const admin = callAs(context, await newUser(context, "admin"));
    for (const reader of [owner, organizer, admin]) {
      expect(await reader.booking.tickets({ id })).toEqual(tickets);
    }
  });

  it("is refused to everybody else", async () => {
    const { booking } = await bookTickets();
    const stranger = callAs(context, await newUser(context));
    expect(await errorCodeOf(stranger.booking.tickets({ id: booking.id }))).toBe("FORBIDDEN");
    expect(await errorCodeOf(stranger.booking.tickets({ id: "f".repeat(24) }))).toBe("NOT_FOUND");
  });

  it("gives none for a hold, nor for a booking that was cancelled", async () => {
    const held = await bookTickets("paypal");
    expect(held.booking.status).toBe("pending");
    expect(await held.owner.booking.tickets({ id: held.booking.id })).toEqual([]);
    const { booking, owner } = await bookTickets();
    await owner.booking.cancel({ id: booking.id });
    expect(await owner.booking.tickets({ id: booking.id })).toEqual([]);
  });

  it("says which tickets are inside", async () => {
    const { booking, event, owner, organizer } = await bookTickets();
    const [, second] = await owner.booking.tickets({ id: booking.id });
    const scan = { eventId: event.id, code: second?.code ?? "", scanId: "one" };
    const { admittedAt } = await organizer.booking.checkIn(scan);
    const tickets = await owner.booking.tickets({ id: booking.id });
    expect(tickets.map((ticket) => ticket.admittedAt)).toEqual([null, admittedAt, null]);
    await organizer.booking.undoCheckIn(scan);
    const after = await owner.booking.tickets({ id: booking.id });
    expect(after.map((ticket) => ticket.admittedAt)).toEqual([null, null, null]);
  });
});

describe("event.door", () => {
  it("tells those who run the event what is expected, and nobody else its key", async () => {
    const { event, organizer, owner } = await bookTickets();
    const door = await organizer.event.door({ eventId: event.id });
    expect(door).toMatchObject({ name: event.name, counts: { admitted: 0, expected: 3 } });
    expect(await errorCodeOf(owner.event.door({ eventId: event.id }))).toBe("FORBIDDEN");
  });

  it("has a key by which a browser judges codes on its own", async () => {
    const { event, booking, owner, organizer } = await bookTickets();
    const { ticketKey } = await organizer.event.door({ eventId: event.id });
    const hmac = { name: "HMAC", hash: "SHA-256" };
    const secret = Buffer.from(ticketKey, "base64url");
    const key = await webcrypto.subtle.importKey("raw", secret, hmac, false, ["sign"]);
    const judge = async (code: string) => {
      const claim = readTicketCode(code);
      if (claim === undefined) return false;
      const text = new TextEncoder().encode(signedText(event.id, claim));
      const mac = new Uint8Array(await webcrypto.subtle.sign("HMAC", key, text));
      return base32(mac.subarray(0, SIGNATURE_BYTES)) === claim.signature;
    };
    for (const { code } of await owner.booking.tickets({ id: booking.id })) {
      expect(await judge(code)).toBe(true);
      expect(await judge(code.replace(/-\d-/, "-9-"))).toBe(false);
    }
  });

  it("gives an event from before there were tickets a key, and keeps it", async () => {
    const { event, booking, owner, organizer } = await bookTickets();
    await context.db.prisma.event.update({ where: { id: event.id }, data: { ticketKey: { unset: true } } });
    const tickets = await owner.booking.tickets({ id: booking.id });
    const { ticketKey } = await organizer.event.door({ eventId: event.id });
    expect((await organizer.event.door({ eventId: event.id })).ticketKey).toBe(ticketKey);
    const scan = { eventId: event.id, code: tickets[0]?.code ?? "", scanId: "one" };
    expect(await organizer.booking.checkIn(scan)).toMatchObject({ ticketNumber: 1 });
  });
});
