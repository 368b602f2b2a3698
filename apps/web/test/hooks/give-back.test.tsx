// @vitest-environment happy-dom
import { act, waitFor } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { useGiveBack } from "../../src/bookings/use-give-back";
import { useJoinWaitlist } from "../../src/waitlist/use-waitlist";
import { FakeApi, lost } from "../kit/api";
import { openPage } from "../kit/open-page";

const EVENT = "e".repeat(24);
const HELD = { bookingId: "b".repeat(24), eventId: EVENT, isOffer: false };

describe("giving held tickets back", () => {
  it.each([
    ["a hold", false, "booking.cancel"],
    ["an offer", true, "waitlist.leave"],
  ])(
    "ends %s once for a double click, and again with the same key when its answer is lost",
    async (_, isOffer, path) => {
      const api = new FakeApi();
      const answers = [lost()];
      api.on(path, () => {
        const error = answers.shift();
        if (error) throw error;
        return {};
      });
      const onDone = vi.fn();
      const tickets = { ...HELD, isOffer } as Parameters<typeof useGiveBack>[0];
      const { result } = openPage(api, () => useGiveBack(tickets, onDone), { props: undefined });
      act(() => {
        result.current.start();
        result.current.start();
      });
      await waitFor(() => expect(onDone).toHaveBeenCalledTimes(1));
      const keys = api.inputs(path).map(({ idempotencyKey }) => idempotencyKey);
      expect(keys).toHaveLength(2);
      expect(new Set(keys).size).toBe(1);
    },
  );
});

describe("joining a waiting list", () => {
  it("has one key for each wish: another number of tickets is another", async () => {
    const api = new FakeApi();
    const fails = Array.from({ length: 3 }, lost);
    api.on("waitlist.join", () => {
      const error = fails.shift();
      if (error) throw error;
      return {};
    });
    const { result } = openPage(api, () => useJoinWaitlist(EVENT), { props: undefined });
    const keys = () => api.inputs("waitlist.join").map(({ idempotencyKey }) => idempotencyKey);
    act(() => result.current.start(2));
    await waitFor(() => expect(result.current.error).not.toBeNull());
    act(() => result.current.start(2));
    await waitFor(() => expect(keys()).toHaveLength(4));
    await waitFor(() => expect(result.current.isWorking).toBe(false));
    expect(new Set(keys()).size).toBe(1);
    act(() => result.current.start(3));
    await waitFor(() => expect(keys()).toHaveLength(5));
    expect(new Set(keys()).size).toBe(2);
  });
});
