import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Scan } from "../src/door/scan";
import { addScan, type Operation, type OperationResult, takeBack } from "../src/door/scan-queue";
import { createSender, type LinkState, retryDelay } from "../src/door/scan-sender";

const ADMITTED: OperationResult = {
  kind: "admitted",
  admission: {
    bookingId: "a",
    attendeeName: "Ann Li",
    ticketNumber: 1,
    ticketQuantity: 1,
    amountDue: 0,
    currency: "EUR",
  },
};

/** A sender with a network that can be switched off and on. */
function doorWithNetwork() {
  let queue: readonly Scan[] = [];
  const sent: string[] = [];
  const links: LinkState[] = [];
  const network = { isThere: true };
  const store = {
    read: () => queue,
    update(change: (queue: readonly Scan[]) => readonly Scan[]) {
      queue = change(queue);
    },
  };
  const start = () =>
    createSender({
      store,
      async send(operation: Operation): Promise<OperationResult> {
        sent.push(operation.kind === "undo" ? operation.undoScanId : operation.scan.scanId);
        if (!network.isThere) return { kind: "unreachable" };
        return operation.kind === "undo" ? { kind: "undone" } : ADMITTED;
      },
      now: Date.now,
      schedule(work, ms) {
        const timer = setTimeout(work, ms);
        return () => clearTimeout(timer);
      },
      onLink: (link) => links.push(link),
    });
  const scan = (scanId: string, number = 1) => {
    const ticket = { bookingId: "a", number };
    store.update((now) => addScan(now, { scanId, code: scanId, ticket, scannedAt: Date.now() }, "good"));
  };
  return { store, sent, links, network, start, scan };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("sending scans", () => {
  it("waits longer after each failure, and at most half a minute", () => {
    expect([1, 2, 3, 6, 50].map(retryDelay)).toEqual([1_000, 2_000, 4_000, 30_000, 30_000]);
  });

  it("sends one after the other, in order", async () => {
    const { start, scan, sent, store, links } = doorWithNetwork();
    scan("one", 1);
    scan("two", 2);
    start().wake();
    await vi.runAllTimersAsync();
    expect(sent).toEqual(["one", "two"]);
    expect(store.read().every(({ outcome }) => outcome.kind === "admitted")).toBe(true);
    expect(links.at(-1)).toBe("idle");
  });

  it("tries the first one again while there is no network, and sends the rest when it is back", async () => {
    const { start, scan, sent, network, links, store } = doorWithNetwork();
    network.isThere = false;
    scan("one", 1);
    scan("two", 2);
    start().wake();
    await vi.advanceTimersByTimeAsync(8_000);
    expect(new Set(sent)).toEqual(new Set(["one"]));
    expect(sent).toHaveLength(4);
    expect(links.at(-1)).toBe("broken");

    network.isThere = true;
    await vi.advanceTimersByTimeAsync(30_000);
    expect(sent.slice(4)).toEqual(["one", "two"]);
    expect(store.read().map(({ outcome }) => outcome.kind)).toEqual(["admitted", "admitted"]);
    expect(links.at(-1)).toBe("idle");
  });

  it("does not wait when it is told that the network is back", async () => {
    const { start, scan, sent, network } = doorWithNetwork();
    network.isThere = false;
    scan("one");
    const sender = start();
    sender.wake();
    await vi.advanceTimersByTimeAsync(15_500);
    const before = sent.length;
    network.isThere = true;
    sender.wake();
    await vi.advanceTimersByTimeAsync(0);
    expect(sent).toHaveLength(before + 1);
  });

  it("goes on after a reload with what was kept", async () => {
    const { start, scan, sent, network, store } = doorWithNetwork();
    network.isThere = false;
    scan("one");
    const before = start();
    before.wake();
    await vi.advanceTimersByTimeAsync(100);
    before.stop();
    network.isThere = true;
    start().wake();
    await vi.runAllTimersAsync();
    expect(sent).toEqual(["one", "one"]);
    expect(store.read()[0]?.outcome.kind).toBe("admitted");
  });

  it("sends what is taken back while it waits after the scan itself", async () => {
    const { start, scan, sent, network, store } = doorWithNetwork();
    network.isThere = false;
    scan("one");
    const sender = start();
    sender.wake();
    await vi.advanceTimersByTimeAsync(100);
    store.update((queue) => takeBack(queue, "one", "undo-one"));
    network.isThere = true;
    sender.wake();
    await vi.runAllTimersAsync();
    expect(sent).toEqual(["one", "one", "undo-one"]);
  });

  it("stops when it is told to", async () => {
    const { start, scan, sent } = doorWithNetwork();
    const sender = start();
    sender.stop();
    scan("one");
    sender.wake();
    await vi.runAllTimersAsync();
    expect(sent).toEqual([]);
  });
});
