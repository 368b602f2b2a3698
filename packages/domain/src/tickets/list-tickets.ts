import type { BookingId } from "@foyer/contract/ids";
import type { TicketView } from "@foyer/contract/ticket";
import type { Actor } from "../actor.js";
import type { Foyer } from "../foyer.js";

export async function listTickets(_: Foyer, __: Actor, ___: BookingId): Promise<TicketView[]> {
  throw new Error("To come.");
}
