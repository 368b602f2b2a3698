// @vitest-environment happy-dom
import { act, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { Cue } from "../../src/door/cue";
import { type DoorOrder, useSell } from "../../src/door/use-sell";
import { FakeApi, lost, refused } from "../kit/api";
import { openPage } from "../kit/open-page";

const EVENT = "e".repeat(24);
const MADE = { id: "b".repeat(24), ticketQuantity: 2, totalAmount: 5_000, currency: "EUR" };
const ORDER: DoorOrder = {
  booking: { eventId: EVENT, ticketQuantity: 2, expectedTotalAmount: 5_000, name: "Walk-in" },
  isAdmitted: true,
};
const STEPS = ["booking.createForSomebody", "booking.markPaid", "booking.admit"];

function door() {
  const api = new FakeApi();
  const heard: Cue[] = [];
  const play = (cue: Cue) => heard.push(cue);
  const page = openPage(api, () => useSell(EVENT, play), { props: undefined });
  const answers = [MADE, {}, { counts: { admitted: 2, expected: 2 } }];
  for (const [index, path] of STEPS.entries()) api.on(path, () => answers[index]);
  const fail = (path: string, error: unknown) =>
    api.on(path, () => {
      throw error;
    });
  /** Lets a step answer as at first. */
  const mend = (path: string) => api.on(path, () => answers[STEPS.indexOf(path)]);
  const ends = async (wanted: object) => {
    await waitFor(() => expect(page.result.current.sale).toMatchObject(wanted));
    await waitFor(() => expect(page.result.current.isWorking).toBe(false));
  };
  const keys = (path: string) =>
    new Set(api.inputs(path).map(({ idempotencyKey, scanId }) => idempotencyKey ?? scanId)).size;
  return { ...page, api, heard, fail, mend, ends, keys };
}

describe("selling at the door", () => {
  it("books, marks as paid and admits, in this order, a double click once", async () => {
    const { api, result, heard, ends } = door();
    act(() => {
      result.current.sell(ORDER);
      result.current.sell(ORDER);
    });
    await ends({ kind: "done", isAdmitted: true, sold: { bookingId: MADE.id, totalAmount: 5_000 } });
    expect(api.sent.map(({ path }) => path).filter((path) => STEPS.includes(path))).toEqual(STEPS);
    expect(api.inputs("booking.admit")).toMatchObject([{ id: MADE.id, ticketNumbers: [1, 2] }]);
    expect(heard).toEqual(["admitted"]);
  });

  it.each(STEPS)("goes on with the same keys when the answers of %s are lost", async (path) => {
    const { result, fail, mend, ends, keys } = door();
    fail(path, lost());
    act(() => result.current.sell(ORDER));
    await ends({ kind: "unfinished", sold: path === STEPS[0] ? undefined : { bookingId: MADE.id } });
    if (path === STEPS[0]) {
      // What was not looked at says nothing of the first attempt.
      fail(path, refused("RATE_LIMITED"));
      act(() => result.current.goOn());
      await waitFor(() =>
        expect(result.current.sale).toMatchObject({ error: { data: { reason: "RATE_LIMITED" } } }),
      );
      await ends({ kind: "unfinished" });
    }
    mend(path);
    act(() => result.current.goOn());
    await ends({ kind: "done" });
    expect(STEPS.map(keys)).toEqual([1, 1, 1]);
  });

  it("tells a refusal from a sale, and sells anew with other keys", async () => {
    const { result, fail, mend, ends, keys } = door();
    fail("booking.createForSomebody", refused("EVENT_SOLD_OUT"));
    act(() => result.current.sell(ORDER));
    await ends({ kind: "refused", expected: 5_000 });
    act(() => result.current.forgetRefusal());
    await ends({ kind: "open" });
    mend("booking.createForSomebody");
    act(() => result.current.sell({ ...ORDER, isAdmitted: false }));
    await ends({ kind: "done", isAdmitted: false });
    act(() => result.current.startAnew());
    // Somebody else has marked the second one as paid meanwhile.
    fail("booking.markPaid", refused("NOTHING_TO_PAY"));
    act(() => result.current.sell({ ...ORDER, isAdmitted: false }));
    await ends({ kind: "done" });
    expect(keys("booking.createForSomebody")).toBe(3);
    expect(keys("booking.admit")).toBe(0);
  });
});
