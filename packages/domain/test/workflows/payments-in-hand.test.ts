import { bookingId } from "@foyer/contract/ids";
import { MINUTE_MS } from "@foyer/contract/time";
import type { Actor } from "@foyer/domain/actor";
import type { AppContext } from "@foyer/domain/context";
import { createSandbox } from "@foyer/domain/payments/sandbox";
import { handleProviderNotice } from "@foyer/domain/workflows/handle-provider-notice";
import { processDuePayments } from "@foyer/domain/workflows/process-due-payments";
import { bookTickets } from "@foyer/testing/bookings";
import { callAs } from "@foyer/testing/callers";
import { errorCodeOf } from "@foyer/testing/errors";
import { newEvent, newUser } from "@foyer/testing/fixtures";
import { createIsolatedTestContext } from "@foyer/testing/test-context";
import { afterAll, describe, expect, it } from "vitest";

const { context, clock } = await createIsolatedTestContext();
afterAll(() => context.db.close());

const CARD = { paymentMethod: "credit_card" } as const;

/** A gate that work waits at until it is opened. */
function gate() {
  const { promise: isOpen, resolve: open } = Promise.withResolvers<void>();
  return { open, isOpen };
}

/** The same Foyer, whose provider is asked to confirm only once a gate is open. */
function slowToConfirm() {
  const reached = gate();
  const answer = gate();
  const sandbox = createSandbox(context);
  const provider = {
    ...sandbox,
    name: "stripe" as const,
    async confirm(...call: Parameters<typeof sandbox.confirm>) {
      reached.open();
      await answer.isOpen;
      return sandbox.confirm(...call);
    },
  };
  return { slow: { ...context, payments: { provider, publishableKey: null } }, reached, answer };
}

async function held(on: AppContext, attendee: Actor) {
  const { id: eventId } = await newEvent(on, await newUser(on), { price: 2_500 });
  return bookTickets(on, attendee, eventId, CARD);
}

const payment = (id: string) => context.db.prisma.payment.findFirstOrThrow({ where: { bookingId: id } });

describe("a payment that is just being confirmed", () => {
  it("is not given up because its payer looks how it stands, in another tab", async () => {
    const { slow, reached, answer } = slowToConfirm();
    const attendee = await newUser(slow);
    const { id } = await held(slow, attendee);
    const paying = callAs(slow, attendee).booking.pay({ id, ...CARD, paymentToken: "tok_ok" });
    await reached.isOpen;
    const looked = await callAs(slow, attendee).booking.refreshPayment({ id });
    expect(looked).toMatchObject({ status: "pending", payments: [{ state: "under_way" }] });
    answer.open();
    expect(await paying).toMatchObject({ status: "confirmed", payments: [{ state: "succeeded" }] });
  });

  it("is not given up because a notice came that it was opened", async () => {
    const { slow, reached, answer } = slowToConfirm();
    const attendee = await newUser(slow);
    const { id } = await held(slow, attendee);
    const paying = callAs(slow, attendee).booking.pay({ id, ...CARD, paymentToken: "tok_ok" });
    await reached.isOpen;
    const { providerId } = await payment(id);
    await handleProviderNotice(slow, {
      provider: "stripe",
      noticeId: `evt_${id}`,
      providerId: providerId ?? "",
    });
    clock.advance(5_000);
    await processDuePayments(slow);
    answer.open();
    expect(await paying).toMatchObject({ status: "confirmed", payments: [{ state: "succeeded" }] });
  });
});

describe("a payment that was interrupted before anything was charged", () => {
  it("is forgotten by its key: the same call pays", async () => {
    const attendee = await newUser(context);
    const { id } = await held(context, attendee);
    const dying = {
      ...context,
      failpoint: (point: string) => {
        if (point === "payment.begun") throw new Error("The process died here.");
      },
    };
    const pay = (on: AppContext) =>
      callAs(on, attendee).booking.pay({
        id,
        ...CARD,
        paymentToken: "tok_ok",
        idempotencyKey: `interrupted-${id}`,
      });
    await expect(pay(dying)).rejects.toThrow();
    clock.advance(MINUTE_MS);
    await processDuePayments(context);
    expect(await payment(id)).toMatchObject({ state: "failed" });

    expect(await errorCodeOf(pay(context))).toBe("PAYMENT_UNAVAILABLE");
    expect(await pay(context)).toMatchObject({ status: "confirmed", paymentStatus: "paid" });
    expect(await pay(context)).toMatchObject({ id: bookingId.parse(id), status: "confirmed" });
  });
});
