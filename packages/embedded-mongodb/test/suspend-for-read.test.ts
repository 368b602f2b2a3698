import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { suspendForRead } from "../src/transactions/suspend-for-read.js";

/** As much of a transaction as is asked to step aside. */
function transactionIdleFor(idleFor: () => number, state: "open" | "committed" = "open") {
  return {
    state,
    suspend: vi.fn(async () => {}),
    get idleFor() {
      return idleFor();
    },
  };
}

const PATIENCE_MS = 50;
const ask = (transaction: object) => suspendForRead(transaction as never, PATIENCE_MS);

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe("a transaction that keeps reads waiting", () => {
  it("steps aside at once when it has been idle for a while", () => {
    const idle = transactionIdleFor(() => PATIENCE_MS);
    ask(idle);
    expect(idle.suspend).toHaveBeenCalledTimes(1);
  });

  it("is left alone while it is at work, and not for ever", () => {
    const atWork = transactionIdleFor(() => 0);
    ask(atWork);
    vi.advanceTimersByTime(9 * PATIENCE_MS);
    expect(atWork.suspend).not.toHaveBeenCalled();
    vi.advanceTimersByTime(3 * PATIENCE_MS);
    expect(atWork.suspend).toHaveBeenCalledTimes(1);
  });

  it("is asked when it has fallen idle, and not when it is over", () => {
    let idleFor = 0;
    const falling = transactionIdleFor(() => idleFor);
    ask(falling);
    idleFor = PATIENCE_MS;
    vi.advanceTimersByTime(PATIENCE_MS);
    expect(falling.suspend).toHaveBeenCalledTimes(1);
    const over = transactionIdleFor(() => PATIENCE_MS, "committed");
    ask(over);
    expect(over.suspend).not.toHaveBeenCalled();
  });
});
