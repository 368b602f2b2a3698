import { createHmac, timingSafeEqual } from "node:crypto";
import {
  base32,
  MAX_CODE_VERSION,
  SIGNATURE_BYTES,
  type SignedTicket,
  signedText,
  type TicketClaim,
  writeTicketCode,
} from "@foyer/contract/ticket-code";
import type { Transaction } from "@foyer/db/database";
import { type BookedTicket, type BookedTickets, ticketsOf } from "../bookings/booked-tickets.js";
import type { AppContext } from "../context.js";
import { DomainError } from "../domain-error.js";

const KEY_BYTES = 32;

/** A new key for an event's tickets. */
export function newTicketKey({ random }: Pick<AppContext, "random">): string {
  return Buffer.from(random(KEY_BYTES)).toString("base64url");
}

/**
 * The key that signs an event's tickets. Events older than tickets get theirs here.
 *
 * @throws DomainError NOT_FOUND
 */
export async function provideTicketKey(
  context: Pick<AppContext, "db" | "random">,
  eventId: string,
): Promise<string> {
  const known = await readKey(context.db.prisma, eventId);
  if (known !== null) return known;
  return context.db.transaction(async (tx) => {
    const ticketKey = (await readKey(tx, eventId)) ?? newTicketKey(context);
    await tx.event.update({ where: { id: eventId }, data: { ticketKey }, select: { id: true } });
    return ticketKey;
  });
}

async function readKey(client: Pick<Transaction, "event">, eventId: string): Promise<string | null> {
  const event = await client.event.findUnique({ where: { id: eventId }, select: { ticketKey: true } });
  if (event === null) throw new DomainError("NOT_FOUND", "There is no such event.");
  return event.ticketKey;
}

/** The code of one ticket of a booking. */
export function ticketCode(ticketKey: string, eventId: string, ticket: SignedTicket): string {
  const { bookingId, number } = ticket;
  return writeTicketCode({ bookingId, number, signature: sign(ticketKey, eventId, ticket) });
}

/** The codes of all valid tickets of a booking, in the order of their numbers. */
export function ticketCodes(
  ticketKey: string,
  booking: BookedTickets & { readonly id: string; readonly eventId: string },
): (BookedTicket & { readonly code: string })[] {
  return ticketsOf(booking).map((ticket) => {
    const { number, codeVersion: version } = ticket;
    return {
      ...ticket,
      code: ticketCode(ticketKey, booking.eventId, { bookingId: booking.id, number, version }),
    };
  });
}

/**
 * Whether a ticket's code is for its booking's owner: not if it was passed on to another address, whose holder alone has it
 * (domain rules, Tickets and check-in).
 */
export function isOwnersTicket(
  { holderEmail }: Pick<BookedTicket, "holderEmail">,
  owner: { readonly email: string },
): boolean {
  return holderEmail === null || holderEmail === owner.email;
}

/** Which version of a ticket a code signs; undefined if it was not signed with the event's key. */
export function signedVersion(ticketKey: string, eventId: string, claim: TicketClaim): number | undefined {
  const given = Buffer.from(claim.signature);
  for (let version = 0; version <= MAX_CODE_VERSION; version++) {
    const signature = Buffer.from(sign(ticketKey, eventId, { ...claim, version }));
    if (timingSafeEqual(signature, given)) return version;
  }
  return undefined;
}

function sign(ticketKey: string, eventId: string, ticket: SignedTicket): string {
  const mac = createHmac("sha256", Buffer.from(ticketKey, "base64url"))
    .update(signedText(eventId, ticket))
    .digest();
  return base32(mac.subarray(0, SIGNATURE_BYTES));
}
