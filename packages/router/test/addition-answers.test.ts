import { DAY_MS, HOUR_MS } from "@foyer/contract/time";
import { sendQueuedMails } from "@foyer/domain/mail/send-queued-mails";
import { releaseExpiredAdditions } from "@foyer/domain/workflows/release-additions";
import { callAs } from "@foyer/testing/callers";
import { errorCodeOf } from "@foyer/testing/errors";
import { newEvent, newUser, uniqueEmail } from "@foyer/testing/fixtures";
import { createIsolatedTestContext } from "@foyer/testing/test-context";
import { afterAll, describe, expect, it } from "vitest";

const { context, clock, mails } = await createIsolatedTestContext();
afterAll(() => context.db.close());

const CARD = { paymentMethod: "credit_card" } as const;
const CASH = { paymentMethod: "cash" } as const;
const key = () => ({ idempotencyKey: crypto.randomUUID() });

/** A confirmed booking of one ticket, whose event has asked since what is eaten with each ticket. */
async function booked({ price = 2_500, method = CARD as typeof CARD | typeof CASH, ...fields } = {}) {
  const [organizer, attendee] = [await newUser(context), await newUser(context)];
  const { id: eventId } = await newEvent(context, organizer, {
    dateTime: new Date(clock.now().getTime() + 30 * DAY_MS),
    capacity: 10,
    price,
    ...fields,
  });
  const run = callAs(context, organizer);
  const own = callAs(context, attendee).booking;
  const { id } = await own.create({ eventId, ticketQuantity: 1, ...method });
  if (method === CARD && price > 0) await own.pay({ id, ...CARD, paymentToken: "tok_ok" });
  const ask = (per: "ticket" | "booking", rest = {}) =>
    run.question.create({ eventId, label: `Food per ${per}?`, type: "text", per, isRequired: true, ...rest });
  const food = (await ask("ticket")).id;
  const add = (ticketQuantity = 2) => own.changeItems({ id, ticketQuantity, ...key() });
  const answer = (ticketNumber: number, value = "Soup") =>
    own.answer({ id, answers: [{ questionId: food, ticketNumber, value }] });
  const reconciled = () => run.event.reconcile({ eventId });
  return { eventId, id, run, own, food, ask, add, answer, reconciled };
}

describe("tickets that are added to a booking of an event with required questions", () => {
  it("are answered for before they are paid, and the booking's own need not be", async () => {
    const { id, own, food, add, answer, reconciled } = await booked();
    expect(await own.previewChange({ id, ticketQuantity: 2 })).toMatchObject({
      amountToPay: 2_500,
      waitsForAnswers: true,
    });
    expect(await add()).toMatchObject({ ticketQuantity: 1, addition: { amount: 2_500, isCash: false } });
    const pay = (way = {}) => own.pay({ id, addition: true, ...CARD, paymentToken: "tok_ok", ...way });
    await expect(pay()).rejects.toMatchObject({
      cause: { code: "ANSWERS_MISSING", details: { missing: [{ questionId: food, ticketNumber: 2 }] } },
    });
    expect(await errorCodeOf(pay(CASH))).toBe("ANSWERS_MISSING");
    const asked = await own.answers({ id });
    expect(asked.tickets.map(({ number }) => number)).toEqual([1]);
    expect(asked.heldTickets.map(({ number }) => number)).toEqual([2]);
    expect(asked.missing).toEqual([
      { questionId: food, ticketNumber: 1 },
      { questionId: food, ticketNumber: 2 },
    ]);
    expect((await answer(2)).missing).toEqual([{ questionId: food, ticketNumber: 1 }]);
    expect(await pay()).toMatchObject({ ticketQuantity: 2, totalAmount: 5_000, addition: null });
    expect((await own.answers({ id })).answers).toMatchObject([{ ticketNumber: 2, value: "Soup" }]);
    expect(await reconciled()).toMatchObject({ ok: true, bookedTickets: 2 });
  });

  it("are held until they are answered for where they are free, or owed with a booking in cash", async () => {
    for (const price of [0, 2_500]) {
      const { id, own, run, add, answer, reconciled } = await booked({ price, method: CASH });
      expect(await own.previewChange({ id, ticketQuantity: 2 })).toMatchObject({
        amountToPay: 0,
        waitsForAnswers: true,
      });
      expect(await add()).toMatchObject({ ticketQuantity: 1, addition: { amount: price } });
      const pay = () => own.pay({ id, addition: true, ...CASH, expectedTotalAmount: price, ...key() });
      expect(await errorCodeOf(pay())).toBe("ANSWERS_MISSING");
      if (price === 0) expect(await errorCodeOf(run.booking.markPaid({ id }))).toBe("NOTHING_TO_PAY");
      else {
        expect(await errorCodeOf(own.pay({ id, addition: true, ...CARD, paymentToken: "tok_ok" }))).toBe(
          "PAYMENT_METHOD_UNAVAILABLE",
        );
      }
      await answer(2);
      // Pressed twice, which is done once.
      const outcomes = (await Promise.allSettled([pay(), pay()])).map(({ status }) => status);
      expect(outcomes.sort()).toEqual(["fulfilled", "rejected"]);
      expect(await own.byId({ id })).toMatchObject({
        status: "confirmed",
        ticketQuantity: 2,
        totalAmount: 2 * price,
        paymentStatus: price === 0 ? "paid" : "pending",
        addition: null,
      });
      expect(await own.tickets({ id })).toHaveLength(2);
      expect(await reconciled()).toMatchObject({ ok: true, bookedTickets: 2 });
    }
  });

  it("are added at once by those who run the event, and where all is answered that they bring", async () => {
    const { id, own, run, food, ask, add } = await booked({ price: 0, method: CASH });
    const byHand = { id, ticketQuantity: 2, reason: "Her friend comes.", ...key() };
    expect(await run.booking.changeItems(byHand)).toMatchObject({ ticketQuantity: 2, addition: null });
    await run.question.update({ id: food, isRequired: false });
    // What the booking lacked before is not what its new ticket brings.
    await ask("booking");
    expect(await add(3)).toMatchObject({ ticketQuantity: 3, addition: null });
    expect((await own.answers({ id })).missing).toHaveLength(1);
  });

  it("are lost without an answer when their time runs out, and the next ones are asked for themselves", async () => {
    const { id, own, food, add, answer, reconciled, run } = await booked({ price: 0, method: CASH });
    await add();
    await answer(2, "Cake");
    clock.advance(HOUR_MS);
    const pay = () => own.pay({ id, addition: true, ...CASH });
    expect(await errorCodeOf(pay())).toBe("HOLD_EXPIRED");
    expect((await own.answers({ id })).heldTickets).toEqual([]);
    await releaseExpiredAdditions(context);
    expect(await errorCodeOf(pay())).toBe("NOTHING_TO_PAY");
    await add();
    expect(await errorCodeOf(pay())).toBe("ANSWERS_MISSING");
    await answer(2, "Bread");
    expect(await pay()).toMatchObject({ ticketQuantity: 2 });
    expect((await own.answers({ id })).answers).toMatchObject([
      { questionId: food, ticketNumber: 2, value: "Bread" },
    ]);
    await own.cancel({ id });
    expect(await run.event.byId({ id: (await own.byId({ id })).eventId })).toMatchObject({
      availableTickets: 10,
    });
    expect(await reconciled()).toMatchObject({ ok: true });
  });

  it("can be answered for after the event's date for changes, and nothing else can", async () => {
    const { id, own, food, add, answer } = await booked({
      price: 0,
      method: CASH,
      ...{ answersEditableUntil: new Date(clock.now().getTime() + HOUR_MS) },
    });
    clock.advance(2 * HOUR_MS);
    await add();
    expect(await errorCodeOf(answer(1))).toBe("CHANGES_CLOSED");
    expect((await answer(2)).answers).toMatchObject([{ questionId: food, ticketNumber: 2 }]);
    expect(await own.pay({ id, addition: true, ...CASH })).toMatchObject({ ticketQuantity: 2 });
    expect(await errorCodeOf(answer(2, "Rice"))).toBe("CHANGES_CLOSED");
  });
});

describe("a consent", () => {
  it("is given by the owner of a booking, and not by those who run its event", async () => {
    const { id, own, run, ask } = await booked({ price: 0, method: CASH });
    const { id: questionId } = await ask("booking", { type: "consent" });
    const agree = (value: boolean) => ({ id, answers: [{ questionId, value }] });
    expect(await errorCodeOf(run.booking.answer(agree(true)))).toBe("INVALID_INPUT");
    await own.answer(agree(true));
    // What was agreed to before stays when other answers are changed beside it.
    expect((await run.booking.answer(agree(true))).answers).toMatchObject([{ questionId, value: true }]);
    expect((await run.booking.answer(agree(false))).answers).toMatchObject([{ questionId, value: false }]);
  });
});

describe("answers that a booking by hand lacks", () => {
  it("are asked for in the mail that confirms it, and only if they are missing", async () => {
    const { eventId, run, food } = await booked({ price: 0, method: CASH });
    const byHand = async (isAnswered: boolean) => {
      const email = uniqueEmail();
      const order = { eventId, ticketQuantity: 1, name: "Ina Invited", email };
      const { id, status } = await run.booking.createForSomebody(order);
      expect(status).toBe("confirmed");
      const answers = [{ questionId: food, ticketNumber: 1, value: "Soup" }];
      if (isAnswered) await run.booking.answer({ id, answers });
      while ((await sendQueuedMails(context)) > 0);
      return mails.find(({ to }) => to === email)?.text ?? "";
    };
    expect(await byHand(false)).toContain("asks something that is not answered yet");
    expect(await byHand(true)).not.toContain("not answered yet");
  });
});
