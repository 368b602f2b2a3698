import type { doorCounts } from "@foyer/contract/ticket";
import type { z } from "zod";
import type { Foyer } from "../foyer.js";

/** How many tickets of an event's confirmed bookings are inside, and how many there are. */
export async function countDoor({ db }: Foyer, eventId: string): Promise<z.input<typeof doorCounts>> {
  const { _sum } = await db.prisma.booking.aggregate({
    where: { eventId, status: "confirmed" },
    _sum: { admittedTickets: true, ticketQuantity: true },
  });
  return { admitted: _sum.admittedTickets ?? 0, expected: _sum.ticketQuantity ?? 0 };
}
