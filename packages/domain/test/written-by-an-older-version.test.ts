import { readFile } from "node:fs/promises";
import { bookingId, eventId, ticketTypeId, userId } from "@foyer/contract/ids";
import { createBooking } from "@foyer/domain/booking-queue/create-booking";
import { reconcile, reconcileAll } from "@foyer/domain/capacity/reconcile";
import { findEvent } from "@foyer/domain/events/find-event";
import { checkIn } from "@foyer/domain/tickets/check-in";
import { listTickets } from "@foyer/domain/tickets/list-tickets";
import { cancelBooking } from "@foyer/domain/workflows/cancel-booking";
import { joinWaitlist } from "@foyer/domain/workflows/join-waitlist";
import { offerLeftovers } from "@foyer/domain/workflows/offer-tickets";
import { processDuePayments } from "@foyer/domain/workflows/process-due-payments";
import { releaseUnpaidCash } from "@foyer/domain/workflows/release-expired";
import { updateEvent } from "@foyer/domain/workflows/update-event";
import { newBuyers } from "@foyer/testing/fixtures";
import { createIsolatedTestContext } from "@foyer/testing/test-context";
import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";

// What version 0.1.0 wrote for its demo, before events had ticket types: some events with all that belongs to them.
const { context } = await createIsolatedTestContext();
const { prisma } = context.db;
afterAll(() => context.db.close());

const WRITTEN_AT = new Date("2026-11-30T14:40:00Z");
const documents = z.record(z.string(), z.array(z.record(z.string(), z.json())));

beforeAll(async () => {
  const file = await readFile(new URL("data/written-by-0.1.0.json", import.meta.url), "utf8");
  // Its dates are moved, so that what was to come then is to come now.
  const ahead = Date.now() - WRITTEN_AT.getTime();
  const text = file.replace(/"\$date": \{\s*"\$numberLong": "(\d+)"\s*\}/g, (_, time: string) => {
    return `"$date": { "$numberLong": "${Number(time) + ahead}" }`;
  });
  for (const [collection, rows] of Object.entries(documents.parse(JSON.parse(text)))) {
    await prisma.$runCommandRaw({ insert: collection, documents: rows });
  }
});

async function eventNamed(name: string) {
  const { id, organizerId } = await prisma.event.findFirstOrThrow({ where: { name } });
  return { id: eventId.parse(id), organizer: { id: userId.parse(organizerId), role: "user" as const } };
}

async function reconcileEverything(): Promise<string[]> {
  const broken: string[] = [];
  for await (const { eventId: id, broken: rules } of reconcileAll(context)) {
    broken.push(...rules.map((rule) => `${id} ${rule}`));
  }
  return broken;
}

it("reconciles, and has one kind of tickets and no limits of its own", async () => {
  expect(await reconcileEverything()).toEqual([]);
  const { id } = await eventNamed("Fado in the Cellar");
  expect(await findEvent(context, id)).toMatchObject({
    hasTicketTypes: false,
    ticketTypes: [],
    maxTicketsPerPerson: 20,
    paymentMethods: [],
    salesFrom: null,
    asksForNames: false,
  });
  expect(await releaseUnpaidCash(context)).toBe(0);
});

it("sells, refunds what was paid then, and admits tickets that were issued then", async () => {
  const { id, organizer } = await eventNamed("Fado in the Cellar");
  const [buyer] = await newBuyers(context, 1);
  if (buyer === undefined) throw new Error("There is one.");
  const order = { eventId: id, ticketQuantity: 2, paymentMethod: "cash" } as const;
  expect(await createBooking(context, buyer, order)).toMatchObject({
    status: "confirmed",
    discountAmount: 0,
  });

  const old = await prisma.booking.findMany({
    where: { eventId: id, status: "confirmed", userId: { not: buyer.id } },
    orderBy: { bookingDate: "asc" },
  });
  const paid = old.find(({ paymentStatus }) => paymentStatus === "paid");
  const other = old.find(({ id: one }) => one !== paid?.id);
  if (paid === undefined || other === undefined) throw new Error("It has both.");
  await cancelBooking(context, organizer, { id: bookingId.parse(paid.id) });
  const [ticket] = await listTickets(context, organizer, bookingId.parse(other.id));
  if (ticket === undefined) throw new Error("It has tickets.");
  expect(await checkIn(context, organizer, { eventId: id, code: ticket.code, scanId: "1" })).toMatchObject({
    bookingId: other.id,
  });
  await processDuePayments(context);
  expect(await prisma.payment.findFirst({ where: { bookingId: paid.id } })).toMatchObject({
    state: "refunded",
  });
  expect(await reconcileEverything()).toEqual([]);
});

it("offers tickets to those who have waited since, and takes others on the list", async () => {
  const { id, organizer } = await eventNamed("A Doll's House, Rehearsed");
  const [buyer] = await newBuyers(context, 1);
  if (buyer === undefined) throw new Error("There is one.");
  expect(await joinWaitlist(context, buyer, { eventId: id, ticketQuantity: 1 })).toMatchObject({
    position: 3,
  });
  const { capacity } = await findEvent(context, id);
  await updateEvent(context, organizer, { id, capacity: capacity + 3 });
  await offerLeftovers(context);
  expect(await findEvent(context, id)).toMatchObject({ waitingCount: 0 });
  expect(await reconcile(context, id)).toMatchObject({ ok: true });
});

it("can be divided into kinds, beside what was sold before", async () => {
  const { id, organizer } = await eventNamed("Winter Reading: New Voices");
  const types = [
    { name: "Regular", price: 800, quota: 3, isHidden: false, isClosed: false },
    { name: "Reduced", price: 500, isHidden: false, isClosed: false },
  ];
  const event = await updateEvent(context, organizer, { id, ticketTypes: types });
  expect(event).toMatchObject({ price: 500, hasTicketTypes: true });
  const regular = ticketTypeId.parse(event.ticketTypes[0]?.id);
  const [buyer] = await newBuyers(context, 1);
  if (buyer === undefined) throw new Error("There is one.");
  const items = [{ ticketTypeId: regular, quantity: 2 }];
  const booking = await createBooking(context, buyer, { eventId: id, items, paymentMethod: "cash" });
  expect(booking).toMatchObject({ totalAmount: 1_600 });
  const old = await prisma.booking.findFirstOrThrow({
    where: { eventId: id, status: "confirmed", userId: { not: buyer.id } },
  });
  await cancelBooking(context, organizer, { id: bookingId.parse(old.id) });
  expect(await reconcile(context, id)).toMatchObject({ ok: true, ticketTypes: [{ taken: 2 }, { taken: 0 }] });
});
