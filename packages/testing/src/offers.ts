import type { AppContext } from "@foyer/domain/context";
import { expect } from "vitest";

/** Every offered place of an event has exactly one hold, a booking or an addition to one, and every such hold a place. */
export async function expectOffersHeld(
  { db: { prisma } }: Pick<AppContext, "db">,
  eventId: string,
): Promise<void> {
  const places = await prisma.waitlistEntry.findMany({
    where: { eventId, state: "offered" },
    select: { id: true, userId: true, bookingId: true, ticketQuantity: true },
  });
  const bookings = await prisma.booking.findMany({
    where: { eventId, status: { in: ["pending", "confirmed"] } },
    select: {
      id: true,
      userId: true,
      status: true,
      ticketQuantity: true,
      waitlistEntryId: true,
      addition: true,
    },
  });
  const holds = bookings.flatMap(
    ({ id: bookingId, userId, status, ticketQuantity, waitlistEntryId, addition }) => {
      if (status === "pending") {
        return waitlistEntryId === null ? [] : [{ id: waitlistEntryId, userId, bookingId, ticketQuantity }];
      }
      // One that waits for cash was accepted.
      const place = addition?.isCash === false ? addition.waitlistEntryId : null;
      return addition === null || place === null
        ? []
        : [{ id: place, userId, bookingId, ticketQuantity: addition.ticketQuantity }];
    },
  );
  const byId = (one: { id: string }, other: { id: string }) => one.id.localeCompare(other.id);
  expect(holds.sort(byId)).toEqual(places.sort(byId));
}
