import { createHmac, timingSafeEqual } from "node:crypto";
import { base32, SIGNATURE_BYTES, signedText, writeTicketCode } from "@foyer/contract/ticket";
import type { TicketClaim } from "@foyer/contract/ticket-code";
import type { Transaction } from "@foyer/db/database";
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

type Ticket = Pick<TicketClaim, "bookingId" | "number">;

/** The code of one ticket of a booking. */
export function ticketCode(ticketKey: string, eventId: string, { bookingId, number }: Ticket): string {
  const ticket = { bookingId, number };
  return writeTicketCode({ ...ticket, signature: sign(ticketKey, eventId, ticket) });
}

/** The codes of all tickets of a booking, in order. */
export function ticketCodes(
  ticketKey: string,
  booking: { readonly id: string; readonly eventId: string; readonly ticketQuantity: number },
): { readonly number: number; readonly code: string }[] {
  return Array.from({ length: booking.ticketQuantity }, (_, index) => {
    const number = index + 1;
    return { number, code: ticketCode(ticketKey, booking.eventId, { bookingId: booking.id, number }) };
  });
}

/** Whether a code was signed with an event's key. */
export function isGenuine(ticketKey: string, eventId: string, claim: TicketClaim): boolean {
  return timingSafeEqual(Buffer.from(sign(ticketKey, eventId, claim)), Buffer.from(claim.signature));
}

function sign(ticketKey: string, eventId: string, ticket: Ticket): string {
  const mac = createHmac("sha256", Buffer.from(ticketKey, "base64url"))
    .update(signedText(eventId, ticket))
    .digest();
  return base32(mac.subarray(0, SIGNATURE_BYTES));
}
