import type { doorCounts } from "@foyer/contract/ticket";
import type { z } from "zod";
import type { AppContext } from "../context.js";

/**
 * How many tickets of an event's confirmed bookings are checked in, and how many there are. Both are 0 for a
 * cancelled event, whose bookings may not all be cancelled yet.
 */
export async function countDoor(
  { db }: Pick<AppContext, "db">,
  eventId: string,
): Promise<z.input<typeof doorCounts>> {
  const [{ _sum }, event] = await Promise.all([
    db.prisma.booking.aggregate({
      where: { eventId, status: "confirmed" },
      _sum: { admittedTickets: true, ticketQuantity: true },
    }),
    db.prisma.event.findUnique({ where: { id: eventId }, select: { cancelledAt: true } }),
  ]);
  if (event === null || event.cancelledAt !== null) return { admitted: 0, expected: 0 };
  return { admitted: _sum.admittedTickets ?? 0, expected: _sum.ticketQuantity ?? 0 };
}
