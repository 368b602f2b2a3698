import type { Scan } from "./scan";
import { type Answer, type Errand, nextErrand, settle } from "./scan-queue";
import type { ScanStore } from "./scan-store";

/** How the way to the server is: `resting` while nothing is known to be wrong with it. */
export type Link = "resting" | "sending" | "broken";

export type SenderParts = {
  store: Pick<ScanStore, "read" | "update">;
  /** Sends one errand. Never throws. */
  deliver: (errand: Errand) => Promise<Answer>;
  now: () => number;
  /** Runs something later; the answer is how to prevent it. */
  later: (work: () => void, ms: number) => () => void;
  onLink: (link: Link) => void;
};

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;

/** How long to wait after so many failures in a row: 1, 2, 4… at most 30 seconds. */
export function waitAfter(failures: number): number {
  return Math.min(FIRST_WAIT_MS * 2 ** (failures - 1), LONGEST_WAIT_MS);
}

/**
 * Empties a queue of scans one after the other. An errand that got no answer is sent again, the same one, after
 * a wait that grows; whatever was answered is written down before the next one goes.
 */
export function createSender({ store, deliver, now, later, onLink }: SenderParts) {
  let isRunning = false;
  let isStopped = false;
  let failures = 0;
  let cancelWait: (() => void) | undefined;

  async function run(): Promise<void> {
    isRunning = true;
    for (let errand = nextErrand(store.read()); errand && !isStopped; errand = nextErrand(store.read())) {
      if (failures === 0) onLink("sending");
      const sent = errand;
      const answer = await deliver(sent);
      store.update((queue: readonly Scan[]) => settle(queue, sent, answer, now()));
      if (answer.kind === "unreachable" || answer.kind === "failed") {
        failures++;
        onLink("broken");
        break;
      }
      failures = 0;
      onLink("sending");
    }
    isRunning = false;
    if (isStopped) return;
    if (nextErrand(store.read()) === undefined) {
      // Nothing is left to learn from how the way is: what is broken shows again with the next errand.
      if (failures === 0) onLink("resting");
      return;
    }
    cancelWait = later(() => void run(), failures === 0 ? 0 : waitAfter(failures));
  }

  return {
    /** There is something to send, or the network is back: does not wait any longer. */
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
