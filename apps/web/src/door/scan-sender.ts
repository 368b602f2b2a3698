import type { Scan } from "./scan";
import { nextOperation, type Operation, type OperationResult, settle } from "./scan-queue";
import type { ScanStore } from "./scan-store";

/** The state of the connection: `idle`, with no known problem. */
export type LinkState = "idle" | "sending" | "broken";

export type SenderParts = {
  store: Pick<ScanStore, "read" | "update">;
  /** Sends one operation. Never throws. */
  send: (operation: Operation) => Promise<OperationResult>;
  now: () => number;
  /** Runs a callback later; returns a function that cancels it. */
  schedule: (work: () => void, ms: number) => () => void;
  onLink: (link: LinkState) => void;
};

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;

/** The pause after a number of failures in a row: 1, 2, 4… at most 30 seconds. */
export function retryDelay(failures: number): number {
  return Math.min(FIRST_WAIT_MS * 2 ** (failures - 1), LONGEST_WAIT_MS);
}

/**
 * Sends the operations of a queue one after the other. An operation without an answer is sent again, unchanged,
 * after a growing pause. Every result is stored before the next operation is sent.
 */
export function createSender({ store, send, now, schedule, onLink }: SenderParts) {
  let isRunning = false;
  let isStopped = false;
  let failures = 0;
  let cancelWait: (() => void) | undefined;

  async function run(): Promise<void> {
    isRunning = true;
    for (
      let operation = nextOperation(store.read());
      operation && !isStopped;
      operation = nextOperation(store.read())
    ) {
      if (failures === 0) onLink("sending");
      const sent = operation;
      const result = await send(sent);
      store.update((queue: readonly Scan[]) => settle(queue, sent, result, now()));
      if (result.kind === "unreachable" || result.kind === "failed") {
        failures++;
        onLink("broken");
        break;
      }
      failures = 0;
      onLink("sending");
    }
    isRunning = false;
    if (isStopped) return;
    if (nextOperation(store.read()) === undefined) {
      // Nothing left to send; a broken connection shows again with the next operation.
      if (failures === 0) onLink("idle");
      return;
    }
    cancelWait = schedule(() => void run(), failures === 0 ? 0 : retryDelay(failures));
  }

  return {
    /** Called when there is something to send, or the network is back: ends the pause. */
    wake(): void {
      cancelWait?.();
      cancelWait = undefined;
      if (!isRunning && !isStopped) void run();
    },
    stop(): void {
      isStopped = true;
      cancelWait?.();
    },
  };
}
