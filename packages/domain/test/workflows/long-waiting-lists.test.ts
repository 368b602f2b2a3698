import { eventId as toEventId } from "@foyer/contract/ids";
import { HOUR_MS } from "@foyer/contract/time";
import { newObjectId } from "@foyer/db/raw-commands";
import { reconcile } from "@foyer/domain/capacity/reconcile";
import type { AppContext } from "@foyer/domain/context";
import { offerLeftovers } from "@foyer/domain/workflows/offer-tickets";
import { updateEvent } from "@foyer/domain/workflows/update-event";
import { bookTickets } from "@foyer/testing/bookings";
import { newEvent, newUser } from "@foyer/testing/fixtures";
import { createIsolatedTestContext } from "@foyer/testing/test-context";
import { afterAll, expect, it } from "vitest";

const { context, clock } = await createIsolatedTestContext();
const { prisma } = context.db;
afterAll(() => context.db.close());

const MANY = 2_500;

/** An event that is sold out, with a long waiting list of disabled accounts, written past the domain. */
async function longList() {
  const organizer = await newUser(context);
  const { id } = await newEvent(context, organizer, {
    capacity: 5,
    dateTime: new Date(clock.now().getTime() + 200 * HOUR_MS),
  });
  await bookTickets(context, await newUser(context), id, { ticketQuantity: 5 });
  const now = clock.now();
  const people = Array.from({ length: MANY }, () => newObjectId(now));
  await prisma.user.createMany({
    data: people.map((one) => ({
      id: one,
      email: `${one}@test.example`,
      name: "Waiting",
      password: "",
      isActive: false,
    })),
  });
  await prisma.waitlistEntry.createMany({
    data: people.map((userId) => ({
      eventId: id,
      userId,
      ticketQuantity: 1,
      state: "waiting" as const,
      joinedAt: now,
      createdAt: now,
    })),
  });
  await prisma.event.update({ where: { id }, data: { waitingCount: MANY } });
  return { organizer, id: toEventId.parse(id) };
}

/** A process that notes how many places each of its transactions ended, and dies in one of them if told to. */
function counting(eventId: string, dieIn?: number) {
  const ended: number[] = [];
  const { db } = context;
  const noting: AppContext["db"] = {
    ...db,
    transaction: (work, options) =>
      db.transaction(async (tx) => {
        const waiting = () => tx.waitlistEntry.count({ where: { eventId, state: "waiting" } });
        const before = await waiting();
        const result = await work(tx);
        ended.push(before - (await waiting()));
        if (ended.length === dieIn) throw new Error("killed");
        return result;
      }, options),
  };
  return { ended, process: { ...context, db: noting } };
}

const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0);

it("a waiting list whose holders may not be offered tickets is ended in small transactions, and the next one gets them", async () => {
  const { id, organizer } = await longList();
  const next = await newUser(context);
  await prisma.waitlistEntry.create({
    data: { eventId: id, userId: next.id, ticketQuantity: 1, state: "waiting", joinedAt: clock.now() },
  });
  await prisma.event.update({ where: { id }, data: { waitingCount: { increment: 1 } } });
  const organizers = counting(id);
  await updateEvent(organizers.process, organizer, { id, capacity: 6 });
  expect(organizers.ended).toEqual([100]);

  const dying = counting(id, 3);
  await expect(offerLeftovers(dying.process)).rejects.toThrow();
  expect(await reconcile(context, id)).toMatchObject({ ok: true, waitingCount: MANY + 1 - 300 });
  const { ended, process } = counting(id);
  expect(await offerLeftovers(process)).toBe(1);
  expect(Math.max(...ended)).toBeLessThanOrEqual(101);
  expect(sum(ended)).toBe(MANY + 1 - 300);
  expect(await prisma.waitlistEntry.count({ where: { eventId: id, endedBecause: "account_disabled" } })).toBe(
    MANY,
  );
  expect(await prisma.waitlistEntry.findFirst({ where: { eventId: id, userId: next.id } })).toMatchObject({
    state: "offered",
  });
  expect(await reconcile(context, id)).toMatchObject({ ok: true, waitingCount: 0 });
  expect(await offerLeftovers(context)).toBe(0);
});
