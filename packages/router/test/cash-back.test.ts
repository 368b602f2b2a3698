import { callAs } from "@foyer/testing/callers";
import { newEvent, newUser } from "@foyer/testing/fixtures";
import { createTestContext } from "@foyer/testing/test-context";
import { describe, expect, it } from "vitest";

const { context } = createTestContext();
const { prisma } = context.db;

/** Somebody with two tickets of EUR 25.00, paid in cash. */
async function paidInCash() {
  const [organizer, attendee] = [await newUser(context), await newUser(context)];
  const { id: eventId } = await newEvent(context, organizer, { capacity: 10, price: 2_500 });
  const run = callAs(context, organizer);
  const own = callAs(context, attendee);
  const order = { eventId, ticketQuantity: 2, paymentMethod: "cash" } as const;
  const { id } = await own.booking.create(order);
  await run.booking.markPaid({ id });
  const listed = async () => (await run.event.attendees({ eventId })).items[0];
  const due = async () => (await run.event.refunds({ eventId })).items.map((one) => one.cashDueBack);
  return { eventId, id, run, own, listed, due };
}

const key = () => ({ idempotencyKey: crypto.randomUUID() });

describe("cash that is to be given back", () => {
  it("is what was not given back before, when a booking ends after a refund in part", async () => {
    const { eventId, id, run, listed } = await paidInCash();
    expect(await listed()).toMatchObject({ totalAmount: 5_000, cashDueBack: 0 });
    await run.booking.refund({ id, amount: 1_000, reason: "The view was bad.", ...key() });
    expect(await listed()).toMatchObject({
      paymentStatus: "paid",
      refundedAmount: 1_000,
      cashDueBack: 1_000,
    });
    await run.booking.markRefunded({ id });
    expect(await listed()).toMatchObject({ paymentStatus: "paid", cashDueBack: 0 });

    await run.booking.cancel({ id, reason: "Sold twice." });
    expect(await listed()).toMatchObject({ paymentStatus: "paid", totalAmount: 5_000, cashDueBack: 4_000 });
    expect(await run.event.stats({ eventId })).toMatchObject({
      revenue: 0,
      refunds: 1_000,
      refundsDue: 4_000,
    });
    const { payments, refunds } = await run.booking.markRefunded({ id });
    expect(payments).toMatchObject([{ amount: 5_000, refundedAmount: 1_000, state: "refunded" }]);
    expect(refunds).toMatchObject([{ amount: 1_000, state: "refunded" }]);
    expect(await listed()).toMatchObject({ paymentStatus: "refunded", cashDueBack: 0 });
    expect(await run.event.stats({ eventId })).toMatchObject({ revenue: 0, refunds: 5_000, refundsDue: 0 });
    const entries = await run.booking.history({ id });
    const back = entries.flatMap((entry) => (entry.kind === "refunded" ? [entry.amount] : []));
    expect(back.sort()).toEqual([1_000, 4_000]);
    expect(await run.event.reconcile({ eventId })).toMatchObject({ ok: true });
  });

  it("adds up parts that nobody has given back yet with what is left", async () => {
    const { eventId, id, run, own, listed, due } = await paidInCash();
    await own.booking.changeItems({ id, ticketQuantity: 1, ...key() });
    expect(await listed()).toMatchObject({ totalAmount: 2_500, refundedAmount: 0, cashDueBack: 2_500 });
    await run.booking.refund({ id, amount: 500, reason: "It rained.", ...key() });
    expect(await listed()).toMatchObject({ cashDueBack: 3_000 });
    await run.booking.cancel({ id, reason: "Sold twice." });
    expect(await listed()).toMatchObject({ totalAmount: 2_500, cashDueBack: 5_000 });
    // Each of its refunds says all that one press marks.
    expect(await due()).toEqual([5_000, 5_000, 5_000]);
    await run.booking.markRefunded({ id });
    expect(await listed()).toMatchObject({ paymentStatus: "refunded", cashDueBack: 0 });
    expect(await due()).toEqual([0, 0, 0]);
    expect(await run.event.stats({ eventId })).toMatchObject({ revenue: 0, refunds: 5_000, refundsDue: 0 });
    expect(await prisma.refund.count({ where: { bookingId: id, state: "due" } })).toBe(0);
  });

  it("is nothing of what goes back by itself", async () => {
    const [organizer, attendee] = [await newUser(context), await newUser(context)];
    const { id: eventId } = await newEvent(context, organizer, { price: 2_500 });
    const own = callAs(context, attendee);
    const card = { paymentMethod: "credit_card" } as const;
    const { id } = await own.booking.create({ eventId, ticketQuantity: 1, ...card });
    await own.booking.pay({ id, ...card, paymentToken: "tok_ok" });
    const run = callAs(context, organizer);
    await run.booking.refund({ id, amount: 500, reason: "It rained.", ...key() });
    await run.booking.cancel({ id, reason: "Sold twice." });
    expect((await run.event.attendees({ eventId })).items).toMatchObject([{ cashDueBack: 0 }]);
  });
});
