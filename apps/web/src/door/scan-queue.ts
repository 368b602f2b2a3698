import type { Admission, Refusal, Scan, TicketName } from "./scan";

/*
 * The queue of a door as plain data: what is put into it, what is to be sent next, and what an answer changes.
 * Nothing here waits, stores or draws.
 */

/** What one request of the queue brought. */
export type Answer =
  | { kind: "admitted"; admission: Admission }
  | { kind: "undone" }
  | { kind: "refused"; refusal: Refusal }
  /** The server failed at this one, and may not at the next. */
  | { kind: "failed" }
  /** No answer came, or the server is not to be asked now: the network, its database, a session that ended. */
  | { kind: "unreachable" };

/** What is to be sent: a scan, or that one is taken back. */
export type Errand = { kind: "check-in"; scan: Scan } | { kind: "undo"; scan: Scan; undoScanId: string };

/** What the code itself says: signed with this event's key or not; `unknown` where this device cannot tell. */
export type Signature = "good" | "bad" | "unknown";

/** After so long whoever stands at the door has let the holder in. */
export const PATIENCE_MS = 3_000;

/** After so many failures of the server a scan is laid aside for people, and the queue goes on. */
const MAX_FAILURES = 5;

/** Settled scans that are kept, to know a ticket that comes again. */
const MAX_SETTLED = 2_000;

type NewScan = { scanId: string; code: string; ticket: TicketName; scannedAt: number };

/** Judges a scan by what this device knows, and puts it into the queue. */
export function addScan(queue: readonly Scan[], scan: NewScan, signature: Signature): Scan[] {
  const refusal = refusalHere(queue, scan.code, signature);
  const outcome: Scan["outcome"] = refusal
    ? // Only at once: behind others it would be asked about when its holder has left.
      { kind: "refused", refusal, asksServer: unsentCount(queue) === 0 }
    : { kind: "held", isGenuine: signature === "good" };
  return [...trimmed(queue), { ...scan, outcome, undo: null, failures: 0, needsSorting: false }];
}

/** Why this device turns a ticket away by itself. */
function refusalHere(queue: readonly Scan[], code: string, signature: Signature): Refusal | undefined {
  if (signature === "bad") return { reason: "TICKET_NOT_VALID" };
  // By the whole code: a forged one must not bar the real one, which names the same ticket.
  const earlier = queue.findLast((scan) => scan.undo === null && scan.code === code);
  if (earlier === undefined) return undefined;
  // Refused before: as long as nobody says otherwise, for the same reason.
  if (earlier.outcome.kind === "refused") return earlier.outcome.refusal;
  return { reason: "ALREADY_CHECKED_IN", admittedAt: earlier.scannedAt };
}

/** The oldest thing that the server does not know yet: taking back comes right after what is taken back. */
export function nextErrand(queue: readonly Scan[]): Errand | undefined {
  for (const scan of queue) {
    if (isUnsent(scan)) return { kind: "check-in", scan };
    if (scan.undo?.isSent === false) return { kind: "undo", scan, undoScanId: scan.undo.scanId };
  }
  return undefined;
}

function isUnsent({ outcome }: Scan): boolean {
  return outcome.kind === "held" || (outcome.kind === "refused" && outcome.asksServer);
}

/** How many scans and withdrawals the server does not know yet. */
export function unsentCount(queue: readonly Scan[]): number {
  return queue.filter((scan) => isUnsent(scan) || scan.undo?.isSent === false).length;
}

/** What an answer to an errand changes. */
export function settle(queue: readonly Scan[], errand: Errand, answer: Answer, now: number): Scan[] {
  if (answer.kind === "unreachable") return withoutQuestions(queue);
  return queue.map((scan, index) => {
    if (scan.scanId !== errand.scan.scanId) return scan;
    if (errand.kind === "undo") return settledUndo(scan, answer);
    return settledScan(scan, answer, isPast(queue, index, now));
  });
}

/** What was turned away stays so: asked about later, the server might let in somebody who has left. */
export function withoutQuestions(queue: readonly Scan[]): Scan[] {
  return queue.map((scan) =>
    scan.outcome.kind === "refused" && scan.outcome.asksServer ? asked(scan, scan.outcome.refusal) : scan,
  );
}

/** Whether the holder of a ticket is through the door: it was scanned a while ago, or the next one was. */
function isPast(queue: readonly Scan[], index: number, now: number): boolean {
  const scan = queue[index];
  return index < queue.length - 1 || (scan !== undefined && now - scan.scannedAt > PATIENCE_MS);
}

function settledScan(scan: Scan, answer: Answer, isPastDoor: boolean): Scan {
  switch (answer.kind) {
    case "admitted":
      return { ...scan, outcome: { kind: "admitted", admission: answer.admission } };
    case "refused":
      return refused(scan, answer.refusal, isPastDoor);
    case "unreachable":
      return scan;
    case "failed": {
      const failures = scan.failures + 1;
      if (scan.outcome.kind === "refused") return asked(scan, scan.outcome.refusal);
      if (failures < MAX_FAILURES) return { ...scan, failures };
      return refused({ ...scan, failures }, { reason: "INTERNAL" }, true);
    }
    case "undone":
      return scan;
  }
}

function refused(scan: Scan, refusal: Refusal, isPastDoor: boolean): Scan {
  const wasTurnedAway = scan.outcome.kind === "refused";
  return {
    ...asked(scan, refusal),
    // Nothing was admitted, so there is nothing to take back: it would be somebody else's admission.
    undo: scan.undo && { ...scan.undo, isSent: true },
    needsSorting: isPastDoor && !wasTurnedAway && scan.undo === null,
  };
}

function asked(scan: Scan, refusal: Refusal): Scan {
  return { ...scan, outcome: { kind: "refused", refusal, asksServer: false } };
}

function settledUndo(scan: Scan, answer: Answer): Scan {
  if (scan.undo === null) return scan;
  const failures = scan.failures + 1;
  if (answer.kind === "failed" && failures < MAX_FAILURES) return { ...scan, failures };
  return { ...scan, undo: { ...scan.undo, isSent: true } };
}

/** Takes an admission back. What was refused or taken back already stays as it is. */
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

/** Somebody has seen to a ticket that was let in and refused afterwards. */
export function sorted(queue: readonly Scan[], scanId: string): Scan[] {
  return queue.map((scan) => (scan.scanId === scanId ? { ...scan, needsSorting: false } : scan));
}

/** The cash for a booking was taken: none of its tickets asks for it again. */
export function withoutDue(queue: readonly Scan[], bookingId: string): Scan[] {
  return queue.map((scan) => {
    if (scan.outcome.kind !== "admitted" || scan.ticket.bookingId !== bookingId) return scan;
    return { ...scan, outcome: { kind: "admitted", admission: { ...scan.outcome.admission, amountDue: 0 } } };
  });
}

/** What has to stay whoever leaves: the server does not know it yet. */
export function unsentOnly(queue: readonly Scan[]): Scan[] {
  return queue.filter((scan) => scan.outcome.kind === "held" || scan.undo?.isSent === false);
}

/** Without the oldest of those that are settled, when there are too many to keep. */
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
