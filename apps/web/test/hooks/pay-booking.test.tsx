// @vitest-environment happy-dom
import { bookingId } from "@foyer/contract/ids";
import { act, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { trpc } from "../../src/api/client";
import { usePayBooking } from "../../src/payments/use-pay-booking";
import { FakeApi, lost, refused } from "../kit/api";
import { openPage } from "../kit/open-page";

const BOOKING = { id: bookingId.parse("b".repeat(24)) };
const CARD = { way: "card", online: "sandbox", total: 2_500, token: "tok_ok" } as const;

function checkout(answers: (() => unknown)[]) {
  const api = new FakeApi();
  api.on("booking.pay", () => (answers.shift() ?? (() => ({ ...BOOKING, status: "confirmed" })))());
  const page = openPage(api, () => ({ ...usePayBooking(BOOKING), utils: trpc.useUtils() }), {
    props: undefined,
  });
  const keys = () => api.inputs("booking.pay").map(({ idempotencyKey }) => idempotencyKey);
  const pay = (payment: Parameters<typeof page.result.current.start>[0] = CARD) =>
    act(() => page.result.current.start(payment));
  return { ...page, keys, pay };
}

const fail = (error: unknown) => () => {
  throw error;
};

describe("paying", () => {
  it("is sent once for a double click", async () => {
    const { keys, result } = checkout([]);
    await act(() => Promise.all([result.current.start(CARD), result.current.start(CARD)]));
    expect(keys()).toHaveLength(1);
  });

  it("is sent again by itself with the same key when its answer is lost, and puts what was paid on the page", async () => {
    const { keys, pay, result } = checkout([fail(lost())]);
    const known = { ...BOOKING, status: "pending", ticketQuantity: 2 };
    result.current.utils.booking.byId.setData(BOOKING, known as never);
    await pay();
    expect(keys()).toHaveLength(2);
    expect(new Set(keys()).size).toBe(1);
    expect(result.current.utils.booking.byId.getData(BOOKING)).toMatchObject({
      status: "confirmed",
      ticketQuantity: 2,
    });
  });

  it.each(["PAYMENT_UNDER_WAY", "RATE_LIMITED", "INTERNAL"] as const)(
    "keeps its key after %s, by which the payment may have been made",
    async (code) => {
      const { keys, pay, result } = checkout([fail(refused(code))]);
      await pay();
      await waitFor(() => expect(result.current.error).not.toBeNull());
      await pay();
      expect(keys()).toHaveLength(2);
      expect(new Set(keys()).size).toBe(1);
    },
  );

  it("takes a new key after it was declined, and for another card or another amount", async () => {
    const { keys, pay } = checkout([
      fail(refused("PAYMENT_DECLINED")),
      fail(refused("PAYMENT_UNDER_WAY")),
      fail(refused("PAYMENT_UNDER_WAY")),
    ]);
    await pay();
    await pay();
    await pay({ ...CARD, token: "tok_slow" });
    await pay({ ...CARD, token: "tok_slow", total: 5_000 });
    expect(new Set(keys()).size).toBe(4);
  });
});
