import type { EventId } from "@foyer/contract/ids";
import { cancelBookingsOfCancelledEvents } from "@foyer/domain/workflows/cancel-event";
import { offerLeftovers } from "@foyer/domain/workflows/offer-tickets";
import { releaseExpiredHolds } from "@foyer/domain/workflows/release-expired";
import { bookTickets } from "@foyer/testing/bookings";
import { callAs } from "@foyer/testing/callers";
import { newEvent, newUser } from "@foyer/testing/fixtures";
import { createIsolatedTestContext } from "@foyer/testing/test-context";
import { afterAll, describe, expect, it } from "vitest";

const { context, clock } = await createIsolatedTestContext();
afterAll(() => context.db.close());

/** Takes a field away that everything relies on: whoever reads the document fails. */
async function spoil(collection: "Event" | "Booking", id: string, field: string, value?: string) {
  const u = value === undefined ? { $unset: { [field]: "" } } : { $set: { [field]: value } };
  await context.db.prisma.$runCommandRaw({
    update: collection,
    updates: [{ q: { _id: { $oid: id } }, u }],
  });
}

/** A closed event with tickets that somebody waits for: opening it behind everybody's back leaves them to the sweep. */
async function leftOver(): Promise<EventId> {
  const organizer = await newUser(context);
  const { id: eventId } = await newEvent(context, organizer, { capacity: 2 });
  const attendee = await newUser(context);
  const booking = await bookTickets(context, attendee, eventId, { ticketQuantity: 2 });
  await callAs(context, await newUser(context)).waitlist.join({ eventId, ticketQuantity: 1 });
  await callAs(context, organizer).event.setActive({ id: eventId, isActive: false });
  await callAs(context, organizer).booking.cancel({ id: booking.id });
  await context.db.prisma.event.update({ where: { id: eventId }, data: { isActive: true } });
  return eventId;
}

async function cancelled() {
  const organizer = await newUser(context);
  const { id: eventId } = await newEvent(context, organizer);
  const { id } = await bookTickets(context, await newUser(context), eventId);
  await callAs(context, organizer).event.cancel({ id: eventId });
  return { eventId, id };
}

describe("what cannot be done for one event", () => {
  it("does not keep the tickets of others from those who wait", async () => {
    const [broken, sound] = [await leftOver(), await leftOver()];
    await spoil("Event", broken, "currency");
    await expect(offerLeftovers(context)).rejects.toThrow(AggregateError);
    expect(
      await context.db.prisma.event.findUnique({ where: { id: sound }, select: { waitingCount: true } }),
    ).toEqual({
      waitingCount: 0,
    });
    await spoil("Event", broken, "currency", "EUR");
    expect(await offerLeftovers(context)).toBe(1);
  });

  it("does not keep the bookings of another cancelled event", async () => {
    const [broken, sound] = [await cancelled(), await cancelled()];
    await spoil("Booking", broken.id, "paymentStatus");
    await expect(cancelBookingsOfCancelledEvents(context)).rejects.toThrow(AggregateError);
    const { prisma } = context.db;
    expect(await prisma.booking.findUnique({ where: { id: sound.id }, select: { status: true } })).toEqual({
      status: "cancelled",
    });
    await spoil("Booking", broken.id, "paymentStatus", "pending");
    expect(await cancelBookingsOfCancelledEvents(context)).toBe(1);
  });

  it("does not keep the holds of others", async () => {
    const hold = async () => {
      const { id: eventId } = await newEvent(context, await newUser(context));
      return bookTickets(context, await newUser(context), eventId, { paymentMethod: "credit_card" });
    };
    const [broken] = [await hold(), await hold()];
    clock.advance(16 * 60_000);
    await spoil("Booking", broken.id, "paymentStatus");
    await expect(releaseExpiredHolds(context)).rejects.toThrow(AggregateError);
    await spoil("Booking", broken.id, "paymentStatus", "pending");
    expect(await releaseExpiredHolds(context)).toBe(1);
  });
});
