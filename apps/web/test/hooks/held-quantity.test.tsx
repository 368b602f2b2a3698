// @vitest-environment happy-dom
import type { BookingDetails } from "@foyer/contract/booking";
import type { TicketTypeView } from "@foyer/contract/ticket-type";
import { act, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { useHeldQuantity } from "../../src/payments/use-held-quantity";
import { FakeApi, lost, refused } from "../kit/api";
import { openPage } from "../kit/open-page";
import { TYPE } from "../kit/ticket-type";

const EVENT = {
  id: "e".repeat(24),
  availableTickets: 3,
  waitingCount: 0,
  maxTicketsPerPerson: 20,
  hasTicketTypes: false,
  ticketTypes: [] as TicketTypeView[],
};
const HELD = {
  id: "b".repeat(24),
  eventId: EVENT.id,
  ticketQuantity: 2,
  totalAmount: 2_000,
  discountCode: null,
  items: [{ ticketTypeId: null, name: null, unitPrice: 1_000, quantity: 2 }],
} as unknown as BookingDetails;

function stepper(answers: (() => unknown)[], event = EVENT, booking: Partial<BookingDetails> = {}) {
  const api = new FakeApi();
  let held = { ...HELD, ...booking };
  api.on("event.byId", () => event);
  api.on("booking.changeQuantity", ({ ticketQuantity }) => {
    const answer = answers.shift();
    return answer ? answer() : { ...HELD, ticketQuantity, totalAmount: ticketQuantity * 1_000 };
  });
  const page = openPage(api, (booking: BookingDetails) => useHeldQuantity(booking), { props: held });
  const sent = () => api.inputs("booking.changeQuantity");
  const press = (...numbers: number[]) =>
    act(() => {
      for (const number of numbers) page.result.current.set(number);
    });
  const show = (booking: Partial<BookingDetails>) => {
    held = { ...held, ...booking };
    page.rerender(held);
  };
  const isAtRest = () => waitFor(() => expect(page.result.current.isChanging).toBe(false));
  return { ...page, sent, press, show, isAtRest };
}

const fail = (error: unknown) => () => {
  throw error;
};

describe("the number of held tickets", () => {
  it("is shown as pressed, and sent once when the pressing rests", async () => {
    const { press, result, sent, isAtRest } = stepper([]);
    press(3);
    press(4);
    expect(result.current).toMatchObject({ quantity: 4, total: 4_000, isChanging: true });
    await isAtRest();
    expect(sent()).toMatchObject([{ ticketQuantity: 4, expectedTotalAmount: 4_000 }]);
  });

  it("is not sent when it is pressed back to what is held", async () => {
    const { press, sent, isAtRest } = stepper([]);
    press(3);
    press(2);
    await isAtRest();
    expect(sent()).toEqual([]);
  });

  it("takes no press while a change is on its way", async () => {
    const { press, result, sent, isAtRest } = stepper([
      () => new Promise((done) => setTimeout(done, 200, HELD)),
    ]);
    press(3);
    await waitFor(() => expect(sent()).toHaveLength(1));
    press(5);
    expect(result.current.quantity).toBe(3);
    await isAtRest();
    expect(sent()).toHaveLength(1);
  });

  it("is what the server holds after a refusal, and a lost change is the same change when it is pressed again", async () => {
    const { press, result, sent, isAtRest } = stepper([
      fail(refused("EVENT_SOLD_OUT")),
      ...Array.from({ length: 3 }, () => fail(lost())),
    ]);
    press(4);
    await isAtRest();
    expect(result.current).toMatchObject({ quantity: 2, total: 2_000 });
    expect(result.current.error).not.toBeNull();
    press(4);
    await waitFor(() => expect(sent()).toHaveLength(4));
    await isAtRest();
    press(4);
    await isAtRest();
    const [first, ...again] = sent().map(({ idempotencyKey }) => idempotencyKey);
    expect(again).toHaveLength(4);
    expect(new Set(again).size).toBe(1);
    expect(again).not.toContain(first);
  });

  it("of a kind keeps its limits, and with a code it costs what the server says", async () => {
    const type = { ...TYPE, minPerBooking: 2, maxPerBooking: 4 };
    const items = [{ ticketTypeId: type.id, name: "Standard", unitPrice: 1_000, quantity: 2 }];
    const event = { ...EVENT, hasTicketTypes: true, waitingCount: 3, ticketTypes: [type] };
    const { result, press, sent, isAtRest } = stepper([], event, { items, discountCode: "SPRING" });
    await waitFor(() => expect(result.current).toMatchObject({ min: 2, max: 4, canChange: true }));
    press(3);
    expect(result.current.total).toBeUndefined();
    await isAtRest();
    expect(sent()).toMatchObject([{ ticketQuantity: 3 }]);
    expect(sent()[0]).not.toHaveProperty("expectedTotalAmount");
    const several = stepper([], event, { items: [...items, ...items] });
    expect(several.result.current).toMatchObject({ canChange: false, total: 2_000 });
  });

  it("may grow by what is free, and not at all while others wait", async () => {
    const free = stepper([]);
    await waitFor(() => expect(free.result.current.max).toBe(5));
    const waited = stepper([], { ...EVENT, waitingCount: 1 });
    await waitFor(() => expect(waited.queryClient.isFetching()).toBe(0));
    expect(waited.result.current.max).toBe(2);
  });
});
