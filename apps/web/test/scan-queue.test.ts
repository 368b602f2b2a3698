import { describe, expect, it } from "vitest";
import type { Scan } from "../src/door/scan";
import {
  addScan,
  markSorted,
  nextOperation,
  type OperationResult,
  settle,
  takeBack,
  unsentCount,
  unsentOnly,
  withoutDue,
} from "../src/door/scan-queue";

const ANN = { bookingId: "a".repeat(24), number: 1 };
const BEN = { bookingId: "b".repeat(24), number: 1 };
const SECOND = 1_000;

const ADMISSION = {
  bookingId: ANN.bookingId,
  attendeeName: "Ann Li",
  ticketNumber: 1,
  ticketQuantity: 2,
  amountDue: 5_000,
  currency: "EUR",
};
const ADMITTED: OperationResult = { kind: "admitted", admission: ADMISSION };
const USED: OperationResult = {
  kind: "refused",
  refusal: { reason: "ALREADY_CHECKED_IN", admittedAt: 500, admittedBy: "Mina Holt" },
};
const UNREACHABLE: OperationResult = { kind: "unreachable" };
const FAILED: OperationResult = { kind: "failed" };

/** A queue driven by the events of a check-in. */
function door() {
  let queue: readonly Scan[] = [];
  return {
    get scans() {
      return queue;
    },
    of(scanId: string): Scan {
      const found = queue.find((scan) => scan.scanId === scanId);
      if (!found) throw new Error(`No scan ${scanId}.`);
      return found;
    },
    scan(scanId: string, ticket = ANN, at = 0, signature: "good" | "bad" | "unknown" = "good") {
      const code = `${ticket.bookingId} ${ticket.number} ${signature}`;
      queue = addScan(queue, { scanId, code, ticket, scannedAt: at }, signature);
    },
    takeBack(scanId: string) {
      queue = takeBack(queue, scanId, `undo-${scanId}`);
    },
    answer(result: OperationResult, at = 0) {
      const operation = nextOperation(queue);
      if (!operation) throw new Error("Nothing is to be sent.");
      queue = settle(queue, operation, result, at);
      return operation.kind === "undo" ? operation.undoScanId : operation.scan.scanId;
    },
    change(change: (queue: readonly Scan[]) => readonly Scan[]) {
      queue = change(queue);
    },
    get next() {
      const operation = nextOperation(queue);
      return operation && (operation.kind === "undo" ? operation.undoScanId : operation.scan.scanId);
    },
  };
}

describe("the queue of a door", () => {
  it("holds a genuine ticket until the server has answered, then knows its holder", () => {
    const at = door();
    at.scan("one");
    expect(at.of("one").outcome).toEqual({ kind: "held", isGenuine: true });
    at.answer(ADMITTED);
    expect(at.of("one").outcome).toEqual({ kind: "admitted", admission: ADMISSION });
    expect(unsentCount(at.scans)).toBe(0);
  });

  it("keeps what got no answer, and sends the same scan again before any later one", () => {
    const at = door();
    at.scan("one");
    at.scan("two", BEN, SECOND);
    at.answer(UNREACHABLE);
    expect(at.of("one").outcome.kind).toBe("held");
    expect(at.next).toBe("one");
    expect(unsentCount(at.scans)).toBe(2);
    at.answer(ADMITTED);
    expect(at.next).toBe("two");
  });

  it("says that it cannot tell where it has no key", () => {
    const at = door();
    at.scan("one", ANN, 0, "unknown");
    expect(at.of("one").outcome).toEqual({ kind: "held", isGenuine: false });
  });

  it("refuses a forged code at once and lets the server say why", () => {
    const at = door();
    at.scan("one", ANN, 0, "bad");
    expect(at.of("one").outcome).toMatchObject({ kind: "refused", refusal: { reason: "TICKET_NOT_VALID" } });
    at.answer({ kind: "refused", refusal: { reason: "TICKET_OF_ANOTHER_EVENT", eventName: "Fado" } });
    expect(at.of("one").outcome).toMatchObject({ refusal: { eventName: "Fado" } });
    expect(at.of("one").needsSorting).toBe(false);
  });

  it.each([ADMITTED, UNREACHABLE])("refuses a ticket that was scanned here before (%s)", (first) => {
    const at = door();
    at.scan("one", ANN, 7 * SECOND);
    at.answer(first);
    at.scan("again", ANN, 20 * SECOND);
    expect(at.of("again").outcome).toMatchObject({
      kind: "refused",
      refusal: { reason: "ALREADY_CHECKED_IN", admittedAt: 7 * SECOND },
    });
  });

  it("never sends later what was turned away while there was no network", () => {
    const at = door();
    at.scan("one");
    at.answer(ADMITTED);
    at.scan("again");
    at.answer(UNREACHABLE);
    expect(at.next).toBeUndefined();
    expect(at.of("again").outcome).toMatchObject({ refusal: { reason: "ALREADY_CHECKED_IN" } });
  });

  it("never sends it either when others waited before it", () => {
    const at = door();
    at.scan("one");
    at.answer(UNREACHABLE);
    at.scan("again");
    expect(at.of("again").outcome).toMatchObject({ kind: "refused", asksServer: false });
    at.answer(ADMITTED);
    expect(at.next).toBeUndefined();
  });

  it("believes the server that lets in what this device would not", () => {
    const at = door();
    at.scan("one");
    at.answer(ADMITTED);
    at.scan("again");
    // Undone on another device meanwhile.
    at.answer(ADMITTED);
    expect(at.of("again").outcome.kind).toBe("admitted");
  });

  it("does not let a forged code bar the ticket that it names", () => {
    const at = door();
    at.scan("forged", ANN, 0, "bad");
    at.answer(UNREACHABLE);
    at.scan("real");
    expect(at.of("real").outcome).toEqual({ kind: "held", isGenuine: true });
  });

  it("remembers a refusal of the server for when the network is gone", () => {
    const at = door();
    at.scan("one");
    at.answer(USED);
    at.scan("again", ANN, SECOND);
    expect(at.of("again").outcome).toMatchObject({ kind: "refused", refusal: { admittedBy: "Mina Holt" } });
  });

  describe("when the server refuses", () => {
    it("while the holder stands there: nothing is to be sorted out", () => {
      const at = door();
      at.scan("one");
      at.answer(USED, SECOND);
      expect(at.of("one")).toMatchObject({ outcome: { kind: "refused" }, needsSorting: false });
    });

    it("after the holder went in: somebody has to look for them", () => {
      const at = door();
      at.scan("one");
      at.answer(UNREACHABLE, SECOND);
      at.answer(USED, 60 * SECOND);
      expect(at.of("one")).toMatchObject({ outcome: { kind: "refused" }, needsSorting: true });
      at.change((queue) => markSorted(queue, "one"));
      expect(at.of("one").needsSorting).toBe(false);
    });

    it("when the next one was scanned already: the same, however soon", () => {
      const at = door();
      at.scan("one");
      at.scan("two", BEN, 100);
      at.answer(USED, 200);
      expect(at.of("one").needsSorting).toBe(true);
    });
  });

  it("lays aside what the server itself fails at again and again, and goes on", () => {
    const at = door();
    at.scan("one");
    at.scan("two", BEN);
    for (let tries = 0; tries < 5; tries++) expect(at.answer(FAILED)).toBe("one");
    expect(at.of("one")).toMatchObject({ outcome: { refusal: { reason: "INTERNAL" } }, needsSorting: true });
    expect(at.next).toBe("two");
  });
});

describe("taking an admission back", () => {
  it("is sent right after the admission, before any later scan of the ticket", () => {
    const at = door();
    at.scan("one");
    at.takeBack("one");
    at.scan("again");
    expect(at.of("again").outcome.kind).toBe("held");
    expect([at.answer(ADMITTED), at.answer({ kind: "undone" }), at.answer(ADMITTED)]).toEqual([
      "one",
      "undo-one",
      "again",
    ]);
    expect(at.next).toBeUndefined();
  });

  it("is kept until it got through", () => {
    const at = door();
    at.scan("one");
    at.answer(ADMITTED);
    at.takeBack("one");
    at.answer(UNREACHABLE);
    expect(at.next).toBe("undo-one");
    at.answer({ kind: "undone" });
    expect(unsentCount(at.scans)).toBe(0);
  });

  it("is not sent when nothing was admitted: it would be the admission of another door", () => {
    const at = door();
    at.scan("one");
    at.takeBack("one");
    at.answer(USED, 60 * SECOND);
    expect(at.next).toBeUndefined();
    expect(at.of("one").needsSorting).toBe(false);
  });

  it("is over when the ticket was out already", () => {
    const at = door();
    at.scan("one");
    at.answer(ADMITTED);
    at.takeBack("one");
    at.answer({ kind: "refused", refusal: { reason: "NOT_CHECKED_IN" } });
    expect(at.next).toBeUndefined();
  });

  it("happens once, and not to what was refused", () => {
    const at = door();
    at.scan("one");
    at.answer(USED);
    at.takeBack("one");
    expect(at.of("one").undo).toBeNull();
  });
});

it("asks for a booking's cash once it was taken no more", () => {
  const at = door();
  at.scan("one");
  at.answer(ADMITTED);
  at.change((queue) => withoutDue(queue, ANN.bookingId));
  expect(at.of("one").outcome).toMatchObject({ admission: { amountDue: 0 } });
});

it("leaves only what the server does not know when somebody signs out", () => {
  const at = door();
  at.scan("one");
  at.answer(ADMITTED);
  at.scan("two", BEN);
  expect(unsentOnly(at.scans).map(({ scanId }) => scanId)).toEqual(["two"]);
});
