/**
 * The server's time, estimated from the `Date` headers of its answers, for countdowns and states that both sides
 * must agree on. The local clock may be minutes off.
 */
export interface ServerClock {
  now(): Date;
  /**
   * Adds a sample.
   *
   * @param date the `Date` header, truncated to whole seconds
   * @param sentAt when the request was sent, in milliseconds of the local clock
   * @param receivedAt when the answer arrived, in milliseconds of the local clock
   */
  note(date: Date, sentAt: number, receivedAt: number): void;
  /** Calls back when the estimate changes by more than a second. @returns the function to unsubscribe */
  onSet(listener: () => void): () => void;
}

/** Smaller corrections are not noticeable. */
const MIN_CORRECTION_MS = 1_000;

/** @param localNow the local clock, in milliseconds */
export function createServerClock(localNow: () => number = Date.now): ServerClock {
  // Bounds of how far the server is ahead of the local clock. Each answer narrows them.
  let least = Number.NEGATIVE_INFINITY;
  let most = Number.POSITIVE_INFINITY;

  function ahead(): number {
    if (least <= 0 && most >= 0) return 0;
    return (least + most) / 2;
  }

  const listeners = new Set<() => void>();
  return {
    now: () => new Date(localNow() + ahead()),
    note(date, sentAt, receivedAt) {
      const atLeast = date.getTime() - receivedAt;
      const atMost = date.getTime() + 1_000 - sentAt;
      if (Number.isNaN(atLeast) || atMost < atLeast) return;
      const before = ahead();
      const fits = atLeast <= most && atMost >= least;
      // A sample outside of the bounds means that one of the clocks was set.
      least = fits ? Math.max(least, atLeast) : atLeast;
      most = fits ? Math.min(most, atMost) : atMost;
      if (Math.abs(ahead() - before) > MIN_CORRECTION_MS) for (const listener of listeners) listener();
    },
    onSet(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** The clock of this page's server. */
export const serverClock = createServerClock();

/** A `fetch` that samples the server's time from every answer. */
export const fetchNotingTime: typeof fetch = async (input, init) => {
  const sentAt = Date.now();
  const answer = await fetch(input, init);
  const date = answer.headers.get("date");
  if (date !== null) serverClock.note(new Date(date), sentAt, Date.now());
  return answer;
};
