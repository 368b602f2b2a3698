import { setTimeout } from "node:timers/promises";
import { type ChangeSource, reasonWithoutChanges } from "@foyer/db/change-source";

/** How open streams learn of changes: told by the database, or by asking it, for a reason. */
export type FeedState = { readonly kind: "told" } | { readonly kind: "asking"; readonly reason: string };

/** Follows what the database says of its changes, and goes on trying where it cannot. */
export interface ChangeFollower {
  start(): void;
  stop(): void;
  /** Whether every change is told now, so that nobody has to ask. */
  isFollowing(): boolean;
}

interface ChangeFollowerParts {
  readonly source: Pick<ChangeSource, "follow">;
  readonly collections: readonly string[];
  /** Called when something may have changed, and when {@link ChangeFollower.isFollowing} did. */
  readonly onChange: () => void;
  /** Called when following fails, and when it succeeds after that. */
  readonly onState: (state: FeedState) => void;
}

/** Pauses between attempts, in milliseconds. The longest is for databases that have no change streams. */
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 300_000;

/** One attempt follows another for as long as it is started, with pauses that grow from failure to failure. */
export function createChangeFollower({
  source,
  collections,
  onChange,
  onState,
}: ChangeFollowerParts): ChangeFollower {
  let controller = new AbortController();
  let isFollowing = false;
  let hasFailed = false;
  let pause = FIRST_PAUSE_MS;
  // Pages come and go: the next one must not try a database again that has just refused.
  let notBefore = 0;

  async function run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const wait = notBefore - performance.now();
      if (wait > 0) await setTimeout(wait, undefined, { signal, ref: false }).catch(() => {});
      else await attempt(signal);
    }
  }

  async function attempt(signal: AbortSignal): Promise<void> {
    let begun = Number.POSITIVE_INFINITY;
    const onBegin = () => {
      begun = performance.now();
      isFollowing = true;
      if (hasFailed) onState({ kind: "told" });
      hasFailed = false;
      onChange();
    };
    try {
      await source.follow(collections, { onBegin, onChange }, signal);
    } catch (error) {
      if (signal.aborted) return;
      isFollowing = false;
      const now = performance.now();
      const hasHeld = now - begun > LONGEST_PAUSE_MS;
      notBefore = now + (hasHeld ? FIRST_PAUSE_MS : pause);
      pause = Math.min(LONGEST_PAUSE_MS, 2 * (hasHeld ? FIRST_PAUSE_MS : pause));
      if (!hasFailed) onState({ kind: "asking", reason: reasonWithoutChanges(error) });
      hasFailed = true;
      onChange();
    }
  }

  return {
    start() {
      controller = new AbortController();
      void run(controller.signal);
    },
    stop() {
      controller.abort();
      isFollowing = false;
    },
    isFollowing: () => isFollowing,
  };
}
