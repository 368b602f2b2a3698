// @vitest-environment happy-dom
import type { EventDetails } from "@foyer/contract/event";
import { act, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { trpc } from "../../src/api/client";
import { orderOf } from "../../src/events/order";
import { useBookTickets } from "../../src/events/use-book-tickets";
import { FakeApi, lost, refused } from "../kit/api";
import { openPage } from "../kit/open-page";
import { typeId } from "../kit/ticket-type";

const EVENT = { id: "e".repeat(24), price: 1_000 } as EventDetails;
const BOOKED = { id: "b".repeat(24), status: "confirmed" };

const order = (quantity: number) =>
  orderOf([{ ticketTypeId: null, name: null, unitPrice: EVENT.price, quantity }], undefined);

function eventPage(answers: (() => unknown)[]) {
  const api = new FakeApi();
  api.on("booking.create", () => (answers.shift() ?? (() => BOOKED))());
  const page = openPage(api, () => ({ ...useBookTickets(EVENT), utils: trpc.useUtils() }), {
    props: undefined,
  });
  const keys = () => api.inputs("booking.create").map(({ idempotencyKey }) => idempotencyKey);
  const isDone = () => waitFor(() => expect(page.result.current.isWorking).toBe(false));
  const press = (tickets = 1) => act(() => page.result.current.book(order(tickets), "cash"));
  return { ...page, api, keys, press, isDone };
}

const fail = (error: unknown) => () => {
  throw error;
};

describe("the button that books", () => {
  it("sends a double click once", async () => {
    const { press, keys, isDone, result } = eventPage([]);
    act(() => {
      result.current.book(order(1), "cash");
      result.current.book(order(1), "cash");
    });
    press();
    await isDone();
    expect(keys()).toHaveLength(1);
  });

  it("sends a lost request again by itself with the same key, and leads on to the tickets", async () => {
    const { press, keys, path } = eventPage([fail(lost()), fail(refused("BUSY"))]);
    press();
    await waitFor(() => expect(path()).toBe(`/bookings/${BOOKED.id}/tickets`));
    expect(keys()).toHaveLength(3);
    expect(new Set(keys()).size).toBe(1);
  });

  it("leads to where held tickets are paid for", async () => {
    const { press, path } = eventPage([() => ({ ...BOOKED, status: "pending" })]);
    press();
    await waitFor(() => expect(path()).toBe(`/bookings/${BOOKED.id}/pay`));
  });

  it("keeps the key of an intent whose answer stayed away, until the form says something else", async () => {
    const { press, keys, isDone, result } = eventPage(Array.from({ length: 6 }, () => fail(lost())));
    press();
    await waitFor(() => expect(keys()).toHaveLength(3));
    await isDone();
    expect(result.current.error).not.toBeNull();
    press();
    await waitFor(() => expect(keys()).toHaveLength(6));
    await isDone();
    expect(new Set(keys()).size).toBe(1);
    press(2);
    await isDone();
    expect(new Set(keys()).size).toBe(2);
  });

  it("takes a new key once the tickets are booked, and when the server knows the key from something else", async () => {
    const { press, keys, isDone } = eventPage([
      () => BOOKED,
      fail(refused("IDEMPOTENCY_KEY_REUSED")),
      () => BOOKED,
    ]);
    for (let time = 1; time <= 3; time++) {
      press();
      await waitFor(() => expect(keys()).toHaveLength(time));
      await isDone();
    }
    expect(new Set(keys()).size).toBe(3);
  });

  it("shows the price that the server names instead of the one it showed", async () => {
    const changed = refused("PRICE_CHANGED", { totalAmount: 3_000, currency: "EUR" });
    const { press, isDone, result, api } = eventPage([fail(changed)]);
    result.current.utils.event.byId.setData({ id: EVENT.id }, EVENT);
    press(2);
    await isDone();
    await waitFor(() => expect(result.current.error).not.toBeNull());
    expect(result.current.expected).toBe(2_000);
    expect(result.current.utils.event.byId.getData({ id: EVENT.id })).toMatchObject({ price: 1_500 });
    expect(api.inputs("event.byId")).toEqual([]);
  });

  it("reads event and code again where the price of kinds or with a code is another one", async () => {
    const changed = refused("PRICE_CHANGED", { totalAmount: 3_000, currency: "EUR" });
    const { result, isDone, api, queryClient } = eventPage([fail(changed)]);
    api.on("event.byId", () => EVENT);
    api.on("discountCode.check", () => ({ code: "SPRING" }));
    await result.current.utils.event.byId.fetch({ id: EVENT.id });
    await result.current.utils.discountCode.check.fetch({ eventId: EVENT.id, code: "SPRING" });
    const item = { ticketTypeId: typeId("a"), name: "Standard", unitPrice: 2_000, quantity: 2 };
    const terms = { kind: "percent", value: 10, ticketTypeIds: [], opens: [], code: "SPRING" } as const;
    act(() => result.current.book(orderOf([item], { ...terms, ticketTypeIds: [], opens: [] }), "cash"));
    await isDone();
    expect(api.inputs("booking.create")).toMatchObject([
      {
        items: [{ ticketTypeId: item.ticketTypeId, quantity: 2 }],
        code: "SPRING",
        expectedTotalAmount: 3_600,
      },
    ]);
    expect(result.current.utils.event.byId.getData({ id: EVENT.id })).toMatchObject({ price: 1_000 });
    const queries = queryClient.getQueryCache().getAll();
    await waitFor(() => expect(queries.every(({ state }) => state.isInvalidated)).toBe(true));
  });
});
