import type { Admission, Refusal, Scan, TicketName } from "./scan";

/*
 * The scan queue as pure functions on data: adding scans, choosing the next operation, applying results. No I/O,
 * no timers, no UI.
 */

/** The result of sending one operation. */
export type OperationResult =
  | { kind: "admitted"; admission: Admission }
  | { kind: "undone" }
  | { kind: "refused"; refusal: Refusal }
  /** The server failed on this operation; the next one may succeed. */
  | { kind: "failed" }
  /** No answer, or the server cannot handle any operation now: network, database or session. */
  | { kind: "unreachable" };

/** An operation to send to the server: a check-in or its undo. */
export type Operation = { kind: "check-in"; scan: Scan } | { kind: "undo"; scan: Scan; undoScanId: string };

/**
 * Whether the code is signed with this event's key; `void` if it is, but the ticket was given back or passed on; `unknown` if
 * this device cannot verify it.
 */
export type Signature = "good" | "void" | "bad" | "unknown";

/** After this time the holder of a held ticket is assumed to be inside. */
export const ASSUMED_INSIDE_AFTER_MS = 3_000;

/** After this many server failures a scan is set aside for staff, and the queue continues. */
const MAX_FAILURES = 5;

/** How many settled scans are kept, to recognize repeated tickets. */
const MAX_SETTLED = 2_000;

type NewScan = { scanId: string; code: string; ticket: TicketName; scannedAt: number };

/** Checks a scan against what this device knows and adds it to the queue. */
export function addScan(queue: readonly Scan[], scan: NewScan, signature: Signature): Scan[] {
  const refusal = localRefusal(queue, scan.code, signature);
  const outcome: Scan["outcome"] = refusal
    ? // Confirmed only if it can be sent at once: later its holder would have left.
      { kind: "refused", refusal, asksServer: unsentCount(queue) === 0 }
    : { kind: "held", isGenuine: signature === "good" };
  return [...trimmed(queue), { ...scan, outcome, undo: null, failures: 0, needsSorting: false }];
}

/** Why this device rejects a ticket by itself, if it does. */
function localRefusal(queue: readonly Scan[], code: string, signature: Signature): Refusal | undefined {
  if (signature === "bad") return { reason: "TICKET_NOT_VALID" };
  if (signature === "void") return { reason: "TICKET_CANCELLED" };
  // By the whole code: a forged code must not block the genuine one for the same ticket.
  const earlier = queue.findLast((scan) => scan.undo === null && scan.code === code);
  if (earlier === undefined) return undefined;
  // A ticket rejected before stays rejected for the same reason unless the server says otherwise.
  if (earlier.outcome.kind === "refused") return earlier.outcome.refusal;
  return { reason: "ALREADY_CHECKED_IN", admittedAt: earlier.scannedAt };
}

/** The oldest operation the server does not know: an undo comes right after its check-in. */
export function nextOperation(queue: readonly Scan[]): Operation | undefined {
  for (const scan of queue) {
    if (isUnsent(scan)) return { kind: "check-in", scan };
    if (scan.undo?.isSent === false) return { kind: "undo", scan, undoScanId: scan.undo.scanId };
  }
  return undefined;
}

function isUnsent({ outcome }: Scan): boolean {
  return outcome.kind === "held" || (outcome.kind === "refused" && outcome.asksServer);
}

/** How many check-ins and undos the server does not know yet. */
export function unsentCount(queue: readonly Scan[]): number {
  return queue.filter((scan) => isUnsent(scan) || scan.undo?.isSent === false).length;
}

/** Applies the result of an operation. */
export function settle(
  queue: readonly Scan[],
  operation: Operation,
  result: OperationResult,
  now: number,
): Scan[] {
  if (result.kind === "unreachable") return withoutConfirmations(queue);
  return queue.map((scan, index) => {
    if (scan.scanId !== operation.scan.scanId) return scan;
    if (operation.kind === "undo") return settledUndo(scan, result);
    return settledScan(scan, result, isAssumedInside(queue, index, now));
  });
}

/**
 * Cancels pending confirmations of rejected tickets: answered later, the server might admit a holder who has
 * left.
 */
export function withoutConfirmations(queue: readonly Scan[]): Scan[] {
  return queue.map((scan) =>
    scan.outcome.kind === "refused" && scan.outcome.asksServer
      ? withRefusal(scan, scan.outcome.refusal)
      : scan,
  );
}

/** Whether a ticket's holder is assumed inside: it was scanned a while ago, or the next one was. */
function isAssumedInside(queue: readonly Scan[], index: number, now: number): boolean {
  const scan = queue[index];
  return index < queue.length - 1 || (scan !== undefined && now - scan.scannedAt > ASSUMED_INSIDE_AFTER_MS);
}

function settledScan(scan: Scan, result: OperationResult, isInside: boolean): Scan {
  switch (result.kind) {
    case "admitted":
      return { ...scan, outcome: { kind: "admitted", admission: result.admission } };
    case "refused":
      return refused(scan, result.refusal, isInside);
    case "unreachable":
      return scan;
    case "failed": {
      const failures = scan.failures + 1;
      if (scan.outcome.kind === "refused") return withRefusal(scan, scan.outcome.refusal);
      if (failures < MAX_FAILURES) return { ...scan, failures };
      return refused({ ...scan, failures }, { reason: "INTERNAL" }, true);
    }
    case "undone":
      return scan;
  }
}

function refused(scan: Scan, refusal: Refusal, isInside: boolean): Scan {
  const wasTurnedAway = scan.outcome.kind === "refused";
  return {
    ...withRefusal(scan, refusal),
    // Nothing was admitted, so an undo would revert another device's check-in.
    undo: scan.undo && { ...scan.undo, isSent: true },
    needsSorting: isInside && !wasTurnedAway && scan.undo === null,
  };
}

function withRefusal(scan: Scan, refusal: Refusal): Scan {
  return { ...scan, outcome: { kind: "refused", refusal, asksServer: false } };
}

function settledUndo(scan: Scan, result: OperationResult): Scan {
  if (scan.undo === null) return scan;
  const failures = scan.failures + 1;
  if (result.kind === "failed" && failures < MAX_FAILURES) return { ...scan, failures };
  return { ...scan, undo: { ...scan.undo, isSent: true } };
}

/** Undoes an admission. Rejected or undone scans are unchanged. */
export function takeBack(queue: readonly Scan[], scanId: string, undoScanId: string): Scan[] {
  return queue.map((scan) =>
    scan.scanId === scanId && canTakeBack(scan)
      ? { ...scan, undo: { scanId: undoScanId, isSent: false } }
      : scan,
  );
}

export function canTakeBack(scan: Scan): boolean {
  return scan.undo === null && scan.outcome.kind !== "refused";
}

/** Marks a ticket as dealt with that was admitted and rejected afterwards. */
export function markSorted(queue: readonly Scan[], scanId: string): Scan[] {
  return queue.map((scan) => (scan.scanId === scanId ? { ...scan, needsSorting: false } : scan));
}

/** Marks a booking's cash as collected, so that its other tickets do not ask for it. */
export function withoutDue(queue: readonly Scan[], bookingId: string): Scan[] {
  return queue.map((scan) => {
    if (scan.outcome.kind !== "admitted" || scan.ticket.bookingId !== bookingId) return scan;
    return { ...scan, outcome: { kind: "admitted", admission: { ...scan.outcome.admission, amountDue: 0 } } };
  });
}

/** The scans to keep on sign-out: those the server does not know yet. */
export function unsentOnly(queue: readonly Scan[]): Scan[] {
  return queue.filter((scan) => scan.outcome.kind === "held" || scan.undo?.isSent === false);
}

/** Drops the oldest settled scans beyond the limit. */
function trimmed(queue: readonly Scan[]): readonly Scan[] {
  if (queue.length < MAX_SETTLED) return queue;
  const surplus = queue.length - MAX_SETTLED + 1;
  let dropped = 0;
  return queue.filter((scan) => {
    const isKept = dropped >= surplus || isUnsent(scan) || scan.needsSorting || scan.undo?.isSent === false;
    if (!isKept) dropped++;
    return isKept;
  });
}
