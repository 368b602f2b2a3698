// @vitest-environment happy-dom
import { act } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { useAskBankOnReturn } from "../../src/payments/use-ask-bank";
import { useCheckout } from "../../src/payments/use-checkout";
import { FakeApi } from "../kit/api";
import { openPage } from "../kit/open-page";

const ID = "b".repeat(24);

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const after = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));

function checkout(booking: object) {
  const api = new FakeApi();
  let now = booking;
  api.on("booking.byId", () => now);
  const page = openPage(api, () => useCheckout(ID), { props: undefined });
  const becomes = (next: object) => {
    now = next;
  };
  return { ...page, becomes, asked: () => api.inputs("booking.byId").length };
}

describe("a booking at the checkout", () => {
  it("is looked at often while the bank decides, and no more once it is paid", async () => {
    const { asked, becomes, close } = checkout({ status: "pending", payments: [{ state: "under_way" }] });
    await after(100);
    expect(asked()).toBe(1);
    await after(4_600);
    expect(asked()).toBe(4);
    becomes({ status: "confirmed", payments: [{ state: "succeeded" }] });
    await after(1_500);
    expect(asked()).toBe(5);
    await after(60_000);
    expect(asked()).toBe(5);
    close();
  });

  it("is looked at seldom while it is held, because its time may run out elsewhere", async () => {
    const { asked, close } = checkout({ status: "pending", payments: [] });
    await after(14_000);
    expect(asked()).toBe(1);
    await after(2_000);
    expect(asked()).toBe(2);
    close();
  });
});

describe("a payer who comes back from the bank", () => {
  it("has the provider asked as the page opens, and when they turn to it again", async () => {
    const api = new FakeApi();
    api.on("booking.refreshPayment", () => ({}));
    const page = openPage(api, (mayHaveLeft: boolean) => useAskBankOnReturn(ID, mayHaveLeft), {
      props: false,
    });
    const asked = () => api.inputs("booking.refreshPayment").length;
    await after(10);
    document.dispatchEvent(new Event("visibilitychange"));
    expect(asked()).toBe(0);
    page.rerender(true);
    await after(10);
    expect(asked()).toBe(1);
    document.dispatchEvent(new Event("visibilitychange"));
    window.dispatchEvent(new Event("pageshow"));
    await after(10);
    expect(asked()).toBe(3);
    page.close();
    document.dispatchEvent(new Event("visibilitychange"));
    await after(10);
    expect(asked()).toBe(3);
  });
});
