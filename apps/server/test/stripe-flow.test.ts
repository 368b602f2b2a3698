import { isFoyerError, reasonOf } from "@foyer/client";
import { MINUTE_MS } from "@foyer/contract/time";
import { processDuePayments } from "@foyer/domain/workflows/process-due-payments";
import { releaseExpiredHolds } from "@foyer/domain/workflows/release-expired";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually, type Held, type StripeServer, startStripeServer } from "./kit/stripe-server.js";

/** Nothing runs in the background here: whatever happens, the call or the notice did it. */
let quiet: StripeServer;
/** Here the background does its work every second, as in any server. */
let lively: StripeServer;
beforeAll(async () => {
  quiet = await startStripeServer("own");
  lively = await startStripeServer("own");
  lively.startChores();
});
afterAll(async () => {
  await quiet.stop();
  await lively.stop();
});

const lookAt = ({ client, id }: Held) => client.booking.byId.query({ id });
const reason = (call: Promise<unknown>) => call.then(() => undefined, reasonOf);

describe("paying through Stripe", () => {
  it("confirms at once what is paid at once", async () => {
    expect(await quiet.server.client().payment.options.query()).toMatchObject({
      online: "stripe",
      publishableKey: "pk_test_standin",
    });
    const held = await quiet.hold();
    expect(await held.pay("pm_card_visa")).toMatchObject({
      status: "confirmed",
      paymentStatus: "paid",
      payments: [{ state: "succeeded", amount: 5_000, currency: "EUR" }],
    });
    const intent = await held.intentId();
    expect(await lookAt(held)).toMatchObject({ paymentTransactionId: intent });
    expect(quiet.standIn.books.keptOf(intent)).toBe(5_000);
    expect(await held.reconciles()).toBe(true);
  });

  it("says why a card was declined, and takes the next one", async () => {
    const held = await quiet.hold();
    const declined: unknown = await held
      .pay("pm_card_chargeDeclinedInsufficientFunds")
      .catch((error: unknown) => error);
    expect(reasonOf(declined)).toBe("PAYMENT_DECLINED");
    expect(isFoyerError(declined) && declined.message).toContain("not enough money on this card");
    expect(await lookAt(held)).toMatchObject({ status: "pending", paymentStatus: "failed" });
    expect(await held.pay("pm_card_visa")).toMatchObject({
      status: "confirmed",
      payments: [{ state: "succeeded" }, { state: "failed" }],
    });
    expect(await held.reconciles()).toBe(true);
  });

  it("sends the payer to their bank; the notice alone confirms, with nobody coming back", async () => {
    const held = await quiet.hold();
    const waiting = await held.pay("pm_card_authenticationRequired");
    const intent = await held.intentId();
    expect(waiting).toMatchObject({
      status: "pending",
      payments: [{ state: "needs_action", actionUrl: `${quiet.standIn.origin}/bank/${intent}` }],
    });
    const back = await fetch(`${quiet.standIn.origin}/bank/${intent}?answer=succeeded`, {
      redirect: "manual",
    });
    expect(back.headers.get("location")).toBe(`http://localhost:3000/bookings/${held.id}/pay`);
    expect(await lookAt(held)).toMatchObject({ status: "pending" });

    for (const event of quiet.standIn.eventsOf(intent)) {
      expect((await quiet.standIn.deliver(quiet.server.origin, event)).status).toBe(200);
    }
    expect(await lookAt(held)).toMatchObject({ status: "confirmed", paymentStatus: "paid" });
  });

  it("asks Stripe for a payer who comes back before the notice does", async () => {
    const approved = await quiet.hold();
    await approved.pay("pm_card_authenticationRequired");
    quiet.standIn.books.finish(await approved.intentId(), "succeeded");
    expect(await approved.client.booking.refreshPayment.mutate({ id: approved.id })).toMatchObject({
      status: "confirmed",
    });
    const refused = await quiet.hold();
    await refused.pay("pm_card_authenticationRequired");
    quiet.standIn.books.finish(await refused.intentId(), "failed");
    expect(await refused.client.booking.refreshPayment.mutate({ id: refused.id })).toMatchObject({
      status: "pending",
      paymentStatus: "failed",
      payments: [{ state: "failed" }],
    });
    expect(await refused.pay("pm_card_visa")).toMatchObject({ status: "confirmed" });
  });

  it("gives the waiting payment up for whoever pays with another card instead", async () => {
    const held = await quiet.hold();
    await held.pay("pm_card_authenticationRequired");
    const first = await held.intentId();
    expect(await held.pay("pm_card_visa")).toMatchObject({ status: "confirmed" });
    expect(quiet.standIn.books.find(first).status).toBe("canceled");
    expect(quiet.standIn.books.keptOf(await held.intentId())).toBe(5_000);
  });

  it("charges once for a call that is repeated with its key", async () => {
    const held = await quiet.hold();
    const input = {
      id: held.id,
      paymentMethod: "credit_card" as const,
      paymentToken: "pm_card_visa",
      idempotencyKey: "once",
    };
    const pay = () => held.client.booking.pay.mutate(input);
    const [first, second] = await Promise.all([pay(), pay()]);
    expect(second).toEqual(first);
    expect(await pay()).toEqual(first);
    const { payments } = await lookAt(held);
    expect(payments).toHaveLength(1);
    expect(quiet.standIn.books.keptOf(await held.intentId())).toBe(5_000);
  });

  it("refuses an amount that no card takes, and says so", async () => {
    const [organizer] = [await quiet.hold()];
    const event = await organizer.organizer.event.create.mutate({
      name: "A cheap one",
      description: "Less than Stripe takes.",
      venue: "Test Hall",
      dateTime: new Date(Date.now() + 30 * 24 * 60 * MINUTE_MS),
      timeZone: "Europe/Berlin",
      capacity: 10,
      price: 20,
      currency: "EUR",
      category: "Tests",
    });
    const booking = await organizer.client.booking.create.mutate({
      eventId: event.id,
      ticketQuantity: 1,
      paymentMethod: "credit_card",
    });
    const pay = () =>
      organizer.client.booking.pay.mutate({
        id: booking.id,
        paymentMethod: "credit_card",
        paymentToken: "pm_card_visa",
      });
    expect(await reason(pay())).toBe("PAYMENT_METHOD_UNAVAILABLE");
    expect(await organizer.client.booking.byId.query({ id: booking.id })).toMatchObject({
      status: "pending",
      payments: [{ state: "failed" }],
    });
  });

  it("charges nothing while Stripe is away, and works when it is back", async () => {
    const held = await quiet.hold();
    quiet.standIn.trouble = "busy";
    expect(await reason(held.pay("pm_card_visa"))).toBe("PAYMENT_UNAVAILABLE");
    quiet.standIn.trouble = "none";
    expect(await held.pay("pm_card_visa")).toMatchObject({ status: "confirmed" });
  });
});

describe("notices of Stripe's", () => {
  it("count once, however often and at once they come", async () => {
    const held = await quiet.hold();
    await held.pay("pm_slow");
    const intent = await held.intentId();
    quiet.standIn.books.finish(intent, "succeeded");
    const succeeded = quiet.standIn.eventsOf(intent).at(-1) ?? {};
    const deliver = () => quiet.standIn.deliver(quiet.server.origin, succeeded);
    const answers = await Promise.all([deliver(), deliver(), deliver()]);
    answers.push(await deliver(), await deliver());
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect(await lookAt(held)).toMatchObject({ status: "confirmed", payments: [{ state: "succeeded" }] });
    expect(await held.reconciles()).toBe(true);
    const mails = await quiet.context.db.prisma.outboxMail.count({ where: { bookingId: held.id } });
    expect(mails).toBe(1);
    const asked = quiet.standIn.requests.length;
    await deliver();
    expect(quiet.standIn.requests).toHaveLength(asked);
  });

  it("may come in any order", async () => {
    const held = await quiet.hold();
    await held.pay("pm_slow");
    const intent = await held.intentId();
    quiet.standIn.books.finish(intent, "succeeded");
    const events = quiet.standIn.eventsOf(intent);
    expect(events.map(({ type }) => type)).toEqual([
      "payment_intent.created",
      "payment_intent.processing",
      "payment_intent.succeeded",
    ]);
    for (const event of events.reverse()) {
      expect((await quiet.standIn.deliver(quiet.server.origin, event)).status).toBe(200);
      expect(await lookAt(held)).toMatchObject({ status: "confirmed" });
    }
  });

  it("of a failure that was followed by a success do no harm", async () => {
    const held = await quiet.hold();
    await reason(held.pay("pm_card_chargeDeclined"));
    const declined = quiet.standIn.eventsOf(await held.intentId());
    await held.pay("pm_card_visa");
    for (const event of [...declined, ...quiet.standIn.eventsOf(await held.intentId())].reverse()) {
      await quiet.standIn.deliver(quiet.server.origin, event);
    }
    expect(await lookAt(held)).toMatchObject({ status: "confirmed", paymentStatus: "paid" });
  });
});

describe("an answer that is lost", () => {
  it("is not the payer's trouble: the notice confirms", async () => {
    const held = await quiet.hold();
    expect(await held.pay("pm_answerLost")).toMatchObject({
      status: "pending",
      payments: [{ state: "under_way" }],
    });
    const intent = await held.intentId();
    await quiet.standIn.deliver(quiet.server.origin, quiet.standIn.eventsOf(intent).at(-1) ?? {});
    expect(await lookAt(held)).toMatchObject({ status: "confirmed", paymentStatus: "paid" });
    expect(quiet.standIn.books.keptOf(intent)).toBe(5_000);
  });

  it("is found in the background, with neither notice nor payer", async () => {
    const held = await lively.hold();
    await held.pay("pm_answerLost");
    await eventually(
      () => lookAt(held),
      ({ status }) => status === "confirmed",
    );
    expect(lively.standIn.books.keptOf(await held.intentId())).toBe(5_000);
  });

  it("of a payment that is on its way is waited for in the background", async () => {
    const held = await lively.hold();
    await held.pay("pm_slow");
    lively.standIn.books.finish(await held.intentId(), "succeeded");
    await eventually(
      () => lookAt(held),
      ({ status }) => status === "confirmed",
    );
  });
});

describe("giving the money back", () => {
  it("refunds a booking that is cancelled, and says so when it is done", async () => {
    const held = await lively.hold();
    await held.pay("pm_card_visa");
    const intent = await held.intentId();
    await held.client.booking.cancel.mutate({ id: held.id });
    const end = await eventually(
      () => lookAt(held),
      ({ paymentStatus }) => paymentStatus === "refunded",
    );
    expect(end).toMatchObject({ status: "cancelled", payments: [{ state: "refunded" }] });
    expect(lively.standIn.books.keptOf(intent)).toBe(0);
    for (const event of lively.standIn.eventsOf(intent)) {
      expect((await lively.standIn.deliver(lively.server.origin, event)).status).toBe(200);
    }
    expect(await lookAt(held)).toMatchObject({ status: "cancelled", paymentStatus: "refunded" });
    expect(await held.reconciles()).toBe(true);
  });

  it("goes on trying while Stripe turns it down, and shows the organizer why", async () => {
    const held = await lively.hold();
    await held.pay("pm_card_visa");
    lively.standIn.books.refundsGo = "nowhere";
    await held.client.booking.cancel.mutate({ id: held.id });
    await eventually(
      () => held.organizer.event.refunds.query({ eventId: held.eventId }),
      ({ items }) => items.some(({ problem }) => problem?.includes("balance at Stripe is too low") === true),
    );
    lively.standIn.books.refundsGo = "well";
    await eventually(
      () => lookAt(held),
      ({ paymentStatus }) => paymentStatus === "refunded",
    );
    expect(lively.standIn.books.keptOf(await held.intentId())).toBe(0);
  });
});

describe("money that comes after the hold ran out", () => {
  it("takes the tickets again where they are, as a new booking", async () => {
    const held = await quiet.hold();
    await held.pay("pm_card_authenticationRequired");
    const intent = await held.intentId();
    quiet.standIn.books.finish(intent, "succeeded");
    await runOut(quiet, held);
    await quiet.standIn.deliver(quiet.server.origin, quiet.standIn.eventsOf(intent).at(-1) ?? {});
    const old = await lookAt(held);
    expect(old).toMatchObject({ status: "cancelled", cancelledBy: "expiry" });
    const anew = await held.client.booking.byId.query({ id: old.replacedBy ?? "" });
    expect(anew).toMatchObject({
      status: "confirmed",
      paymentStatus: "paid",
      payments: [{ state: "succeeded", isLate: true }],
    });
    expect(await held.reconciles()).toBe(true);
  });
});

describe("money that comes when its tickets are gone", () => {
  it("goes back, and both are told", async () => {
    const held = await quiet.hold(10);
    await held.pay("pm_card_authenticationRequired");
    const intent = await held.intentId();
    quiet.standIn.books.finish(intent, "succeeded");
    await runOut(quiet, held);
    await held.organizer.booking.create.mutate({
      eventId: held.eventId,
      ticketQuantity: 10,
      paymentMethod: "cash",
    });
    await quiet.standIn.deliver(quiet.server.origin, quiet.standIn.eventsOf(intent).at(-1) ?? {});
    expect(await lookAt(held)).toMatchObject({
      status: "cancelled",
      paymentStatus: "paid",
      payments: [{ state: "refund_due", isLate: true }],
    });
    const { items } = await held.organizer.event.refunds.query({ eventId: held.eventId });
    expect(items).toMatchObject([{ bookingId: held.id, amount: 25_000, isLate: true }]);
    await processDuePayments(quiet.context);
    expect(await lookAt(held)).toMatchObject({ status: "cancelled", paymentStatus: "refunded" });
    expect(quiet.standIn.books.keptOf(intent)).toBe(0);
    expect(await held.reconciles()).toBe(true);
  });

  it("is not taken at all when the payer is still at their bank", async () => {
    const held = await quiet.hold();
    await held.pay("pm_card_authenticationRequired");
    const intent = await held.intentId();
    await runOut(quiet, held);
    await processDuePayments(quiet.context);
    expect(quiet.standIn.books.find(intent).status).toBe("canceled");
    expect(await lookAt(held)).toMatchObject({ status: "cancelled", payments: [{ state: "failed" }] });
  });
});

/** Lets a hold run out and be released. */
async function runOut({ clock, context }: StripeServer, held: Held): Promise<void> {
  // In two steps, between which both are seen: a session nobody uses would run out as well.
  clock.advance(8 * MINUTE_MS);
  for (const person of [held.client, held.organizer]) await person.user.me.query();
  clock.advance(8 * MINUTE_MS);
  await releaseExpiredHolds(context);
  expect(await lookAt(held)).toMatchObject({ status: "cancelled", cancelledBy: "expiry" });
}
