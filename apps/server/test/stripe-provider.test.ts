import { randomBytes } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import {
  ChargeRefusedError,
  type PaymentOrder,
  PROVIDER_TIMEOUT_MS,
  ProviderUnreachableError,
} from "@foyer/domain/payments/payment-provider";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { createStripeProvider, type StripeProvider } from "../src/payments/stripe-provider.js";
import { StripeStandIn } from "./kit/stripe-stand-in.js";

const logged: unknown[] = [];
const log = {
  warn: (entry: unknown) => logged.push(entry),
  error: (entry: unknown) => logged.push(entry),
};

let standIn: StripeStandIn;
let stripe: StripeProvider;
const started: StripeStandIn[] = [];
beforeEach(async () => {
  standIn = await StripeStandIn.start();
  started.push(standIn);
  stripe = createStripeProvider({ ...standIn.settings, log });
  logged.length = 0;
});
afterAll(async () => {
  for (const one of started) await one.stop();
});

function order(overrides: Partial<PaymentOrder> = {}): PaymentOrder {
  const paymentId = randomBytes(12).toString("hex");
  return { paymentId, amount: 5_000, currency: "EUR", description: "2 × Chamber music", ...overrides };
}

const confirmation = (paymentId: string, token: string) => ({
  paymentId,
  token,
  method: "credit_card" as const,
  returnUrl: "http://localhost:3000/bookings/1/pay",
});

async function charge(token: string) {
  const { paymentId, ...rest } = order();
  const id = await stripe.open({ paymentId, ...rest });
  return { id, paymentId, outcome: await stripe.confirm(id, confirmation(paymentId, token)) };
}

describe("opening a charge", () => {
  it("makes an intent for cards that says whose it is, and moves no money", async () => {
    const wanted = order();
    const id = await stripe.open(wanted);
    expect(standIn.books.find(id)).toMatchObject({
      amount: 5_000,
      currency: "eur",
      description: "2 × Chamber music",
      metadata: { foyerPaymentId: wanted.paymentId },
      status: "requires_payment_method",
    });
    expect(await stripe.find(id)).toEqual({ kind: "unconfirmed" });
    expect(standIn.books.keptOf(id)).toBe(0);
  });

  it("makes one, however often it is asked to", async () => {
    const wanted = order();
    const ids = [await stripe.open(wanted), await stripe.open(wanted), await stripe.open(wanted)];
    expect(new Set(ids).size).toBe(1);
    expect(standIn.books.intents.size).toBe(1);
  });

  it.each([
    ["less than Stripe takes", { amount: 49 }],
    ["more than Stripe takes", { amount: 100_000_000 }],
    ["a currency Stripe does not know", { currency: "XAU" }],
    ["thousandths that the card networks do not have", { currency: "KWD", amount: 5_125 }],
  ])("is refused for %s, in words for the payer", async (_, overrides) => {
    const error: unknown = await stripe.open(order(overrides)).catch((problem: unknown) => problem);
    expect(error).toBeInstanceOf(ChargeRefusedError);
    expect(String(error)).toMatch(/cannot be paid by card/);
    expect(standIn.books.intents.size).toBe(0);
  });
});

describe("confirming a charge", () => {
  it("is paid, once, and found paid", async () => {
    const { id, paymentId, outcome } = await charge("pm_card_visa");
    expect(outcome).toEqual({ kind: "succeeded" });
    expect(await stripe.confirm(id, confirmation(paymentId, "pm_card_visa"))).toEqual({ kind: "succeeded" });
    expect(await stripe.find(id)).toEqual({ kind: "succeeded" });
    expect(standIn.books.keptOf(id)).toBe(5_000);
  });

  it.each([
    ["pm_card_chargeDeclined", "The card was declined. Use another one, or ask your bank."],
    ["pm_card_chargeDeclinedInsufficientFunds", "There is not enough money on this card. Use another one."],
    ["pm_card_chargeDeclinedStolenCard", "The card was declined. Use another one, or ask your bank."],
    ["pm_nobody_knows", "These card details can no longer be used. Enter them again."],
    ["tok_ok", "These card details can no longer be used. Enter them again."],
  ])("says what a payer may know when %s is declined", async (token, problem) => {
    const { id, outcome } = await charge(token);
    expect(outcome).toEqual({ kind: "declined", problem });
    expect(standIn.books.keptOf(id)).toBe(0);
    expect(logged).toEqual([]);
  });

  it("finds a decline again", async () => {
    const { id, paymentId, outcome } = await charge("pm_card_chargeDeclinedInsufficientFunds");
    expect(await stripe.find(id)).toEqual(outcome);
    expect(
      await stripe.confirm(id, confirmation(paymentId, "pm_card_chargeDeclinedInsufficientFunds")),
    ).toEqual(outcome);
  });

  it("sends the payer to their bank, and finds what they did there", async () => {
    const approved = await charge("pm_card_authenticationRequired");
    const actionUrl = `${standIn.origin}/bank/${approved.id}`;
    expect(approved.outcome).toEqual({ kind: "needs_action", actionUrl });
    expect(await stripe.find(approved.id)).toEqual({ kind: "needs_action", actionUrl });
    const back = await fetch(`${actionUrl}?answer=succeeded`, { redirect: "manual" });
    expect(back.headers.get("location")).toBe("http://localhost:3000/bookings/1/pay");
    expect(await stripe.find(approved.id)).toEqual({ kind: "succeeded" });

    const refused = await charge("pm_card_authenticationRequired");
    standIn.books.finish(refused.id, "failed");
    expect(await stripe.find(refused.id)).toEqual({
      kind: "declined",
      problem: "Your bank could not make sure that it is you. Try again, or use another card.",
    });
  });

  it("gives up a second step that no page can do", async () => {
    const { id, outcome } = await charge("pm_stepInStripeJsOnly");
    expect(outcome.kind).toBe("declined");
    expect(standIn.books.find(id).status).toBe("canceled");
  });

  it("does not know of what takes its time, until it is over", async () => {
    const { id, outcome } = await charge("pm_slow");
    expect(outcome).toEqual({ kind: "processing" });
    expect(await stripe.find(id)).toEqual({ kind: "processing" });
    standIn.books.finish(id, "succeeded");
    expect(await stripe.find(id)).toEqual({ kind: "succeeded" });
  });

  it("asks again with its key when the answer was lost, and takes the money once", async () => {
    const { id, outcome } = await charge("pm_answerLostOnce");
    expect(outcome).toEqual({ kind: "succeeded" });
    expect(standIn.requests.filter((request) => request.endsWith("/confirm"))).toHaveLength(2);
    expect(standIn.books.keptOf(id)).toBe(5_000);
  });

  it("says that it does not know when every answer is lost; what became of it can be found", async () => {
    const { paymentId, ...rest } = order();
    const id = await stripe.open({ paymentId, ...rest });
    await expect(stripe.confirm(id, confirmation(paymentId, "pm_answerLost"))).rejects.toBeInstanceOf(
      ProviderUnreachableError,
    );
    expect(await stripe.find(id)).toEqual({ kind: "succeeded" });
    expect(standIn.books.keptOf(id)).toBe(5_000);
  });

  it("asks what became of it when it was confirmed before with another card, or when Stripe forgot the key", async () => {
    const { id, paymentId } = await charge("pm_card_visa");
    expect(await stripe.confirm(id, confirmation(paymentId, "pm_card_chargeDeclined"))).toEqual({
      kind: "succeeded",
    });
    const otherKey = randomBytes(12).toString("hex");
    expect(await stripe.confirm(id, confirmation(otherKey, "pm_card_visa"))).toEqual({ kind: "succeeded" });
    expect(standIn.books.keptOf(id)).toBe(5_000);
  });
});

describe("giving up a charge", () => {
  it("makes sure that it is never paid", async () => {
    const { paymentId, ...rest } = order();
    const id = await stripe.open({ paymentId, ...rest });
    expect(await stripe.abandon(id)).toMatchObject({ kind: "declined" });
    expect(await stripe.abandon(id)).toMatchObject({ kind: "declined" });
    expect(await stripe.confirm(id, confirmation(paymentId, "pm_card_visa"))).toMatchObject({
      kind: "declined",
    });
    expect(standIn.books.keptOf(id)).toBe(0);
  });

  it("answers what it had become by then", async () => {
    expect(await stripe.abandon((await charge("pm_card_visa")).id)).toEqual({ kind: "succeeded" });
    expect(await stripe.abandon((await charge("pm_slow")).id)).toEqual({ kind: "processing" });
    expect(await stripe.abandon((await charge("pm_card_authenticationRequired")).id)).toMatchObject({
      kind: "declined",
    });
  });

  it("and confirming it at the same moment end in the same truth", async () => {
    for (let round = 0; round < 10; round++) {
      const { paymentId, ...rest } = order();
      const id = await stripe.open({ paymentId, ...rest });
      const [confirmed, abandoned] = await Promise.all([
        stripe.confirm(id, confirmation(paymentId, "pm_card_visa")),
        stripe.abandon(id),
      ]);
      expect(confirmed.kind).toBe(abandoned.kind);
      expect(standIn.books.keptOf(id)).toBe(confirmed.kind === "succeeded" ? 5_000 : 0);
    }
  });
});

/** Everything that was charged. */
const all = (paymentId: string) => ({ key: paymentId, amount: 5_000, currency: "EUR", isWhole: true });

describe("giving money back", () => {
  it("gives back parts, each once, and what is left", async () => {
    const { id, paymentId } = await charge("pm_card_visa");
    const part = (key: string, amount: number) => ({ key, amount, currency: "EUR", isWhole: false });
    for (const order of [part("one", 1_200), part("one", 1_200), part("two", 800)]) {
      expect(await stripe.refund(id, order)).toEqual({ kind: "refunded" });
    }
    expect(standIn.books.keptOf(id)).toBe(3_000);
    expect((await stripe.refund(id, part("three", 3_001))).kind).toBe("failed");
    expect(await stripe.refund(id, part(paymentId, 3_000))).toEqual({ kind: "refunded" });
    expect(standIn.books.keptOf(id)).toBe(0);
    expect(standIn.books.refunds).toHaveLength(3);
  });

  it("gives back all of it, once", async () => {
    const { id, paymentId } = await charge("pm_card_visa");
    expect(await stripe.refund(id, all(paymentId))).toEqual({ kind: "refunded" });
    expect(await stripe.refund(id, all(paymentId))).toEqual({ kind: "refunded" });
    expect(standIn.books.refunds).toHaveLength(1);
    expect(standIn.books.keptOf(id)).toBe(0);
    expect(await stripe.find(id)).toEqual({ kind: "succeeded" });
  });

  it("gives back once when asked five times at once", async () => {
    const { id, paymentId } = await charge("pm_card_visa");
    const outcomes = await Promise.all(Array.from({ length: 5 }, () => stripe.refund(id, all(paymentId))));
    expect(new Set(outcomes.map(({ kind }) => kind))).toEqual(new Set(["refunded"]));
    expect(standIn.books.refunds).toHaveLength(1);
  });

  it("finds the one that somebody made in Stripe's dashboard, and completes a part of one", async () => {
    const whole = await charge("pm_card_visa");
    standIn.books.refund(new URLSearchParams({ payment_intent: whole.id }));
    expect(await stripe.refund(whole.id, all(whole.paymentId))).toEqual({ kind: "refunded" });
    const part = await charge("pm_card_visa");
    standIn.books.refund(new URLSearchParams({ payment_intent: part.id, amount: "1000" }));
    expect(await stripe.refund(part.id, all(part.paymentId))).toEqual({ kind: "refunded" });
    expect(standIn.books.keptOf(part.id)).toBe(0);
  });

  it("is on its way for as long as Stripe says so, and done when it arrived", async () => {
    standIn.books.refundsGo = "slowly";
    const { id, paymentId } = await charge("pm_card_visa");
    expect(await stripe.refund(id, all(paymentId))).toEqual({ kind: "processing" });
    expect(await stripe.refund(id, all(paymentId))).toEqual({ kind: "processing" });
    standIn.books.finishRefund(id, "succeeded");
    expect(await stripe.refund(id, all(paymentId))).toEqual({ kind: "refunded" });
    expect(standIn.books.refunds).toHaveLength(1);
  });

  it("tries anew after one that failed on its way", async () => {
    standIn.books.refundsGo = "slowly";
    const { id, paymentId } = await charge("pm_card_visa");
    await stripe.refund(id, all(paymentId));
    standIn.books.finishRefund(id, "failed");
    expect(await stripe.refund(id, all(paymentId))).toEqual({ kind: "processing" });
    standIn.books.finishRefund(id, "succeeded");
    expect(await stripe.refund(id, all(paymentId))).toEqual({ kind: "refunded" });
    expect(standIn.books.keptOf(id)).toBe(0);
  });

  it("tells the organizer what is in the way, and works once it is gone though Stripe keeps its answers", async () => {
    standIn.books.refundsGo = "nowhere";
    const { id, paymentId } = await charge("pm_card_visa");
    const failed = {
      kind: "failed",
      problem: "The balance at Stripe is too low for this refund. Add money to it.",
    };
    expect(await stripe.refund(id, all(paymentId))).toEqual(failed);
    expect(await stripe.refund(id, all(paymentId))).toEqual(failed);
    standIn.books.refundsGo = "well";
    expect(await stripe.refund(id, all(paymentId))).toEqual({ kind: "refunded" });
    expect(standIn.books.keptOf(id)).toBe(0);
  });
});

describe("a Stripe in trouble", () => {
  it.each(["away", "busy"] as const)("is unreachable while it is %s, for everything", async (trouble) => {
    const { id, paymentId } = await charge("pm_card_visa");
    standIn.trouble = trouble;
    const questions = [
      () => stripe.open(order()),
      () => stripe.confirm(id, confirmation(paymentId, "pm_card_visa")),
      () => stripe.find(id),
      () => stripe.abandon(id),
      () => stripe.refund(id, all(paymentId)),
    ];
    for (const question of questions) {
      await expect(question()).rejects.toBeInstanceOf(ProviderUnreachableError);
    }
    expect(logged).toHaveLength(questions.length);
    standIn.trouble = "none";
    expect(await stripe.find(id)).toEqual({ kind: "succeeded" });
  });

  it("is waited for no longer than is said, however many requests it takes", async () => {
    const { id, paymentId } = await charge("pm_card_visa");
    standIn.trouble = "silent";
    const asked = [
      stripe.confirm(id, confirmation(paymentId, "pm_card_visa")),
      stripe.refund(id, all(paymentId)),
    ];
    // By a timer of this process, which is late when the provider's are.
    const tooLate = setTimeout(PROVIDER_TIMEOUT_MS).then(() => []);
    const outcomes = await Promise.race([Promise.allSettled(asked), tooLate]);
    expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  });

  it("that knows neither our key nor the charge loses nothing, and the log says why but no secrets", async () => {
    const { id } = await charge("pm_card_visa");
    const stranger = createStripeProvider({ ...standIn.settings, secretKey: "sk_test_other", log });
    await expect(stranger.find(id)).rejects.toBeInstanceOf(ProviderUnreachableError);
    await expect(stripe.find("pi_nobody")).rejects.toBeInstanceOf(ProviderUnreachableError);
    expect(logged).toMatchObject([
      { stripe: { type: "StripeAuthenticationError" } },
      { stripe: { code: "resource_missing" } },
    ]);
    expect(JSON.stringify(logged)).not.toContain("_secret_");
  });
});
