/**
 * The server's time, learned from the `Date` of its answers, for what both sides must agree on to the second. A
 * reader's clock may be minutes wrong; their countdown must not be.
 */
export interface ServerClock {
  now(): Date;
  /**
   * Takes note of an answer.
   *
   * @param date what its `Date` header says, cut to whole seconds
   * @param sentAt when it was asked for and
   * @param receivedAt when it came, both in milliseconds of the reader's clock
   */
  note(date: Date, sentAt: number, receivedAt: number): void;
  /** Calls back whenever the clock turns out to be more than a second off. @returns what ends it */
  onSet(listener: () => void): () => void;
}

/** A correction that nobody sees is none. */
const NOTICEABLE_MS = 1_000;

/** @param readersNow the reader's clock, in milliseconds */
export function createServerClock(readersNow: () => number = Date.now): ServerClock {
  // The server is ahead of the reader by something between these two. Each answer narrows it down.
  let least = Number.NEGATIVE_INFINITY;
  let most = Number.POSITIVE_INFINITY;

  function ahead(): number {
    if (least <= 0 && most >= 0) return 0;
    return (least + most) / 2;
  }

  const listeners = new Set<() => void>();
  return {
    now: () => new Date(readersNow() + ahead()),
    note(date, sentAt, receivedAt) {
      const atLeast = date.getTime() - receivedAt;
      const atMost = date.getTime() + 1_000 - sentAt;
      if (Number.isNaN(atLeast) || atMost < atLeast) return;
      const before = ahead();
      const fits = atLeast <= most && atMost >= least;
      // When it does not fit what was known, one of the clocks was set.
      least = fits ? Math.max(least, atLeast) : atLeast;
      most = fits ? Math.min(most, atMost) : atMost;
      if (Math.abs(ahead() - before) > NOTICEABLE_MS) for (const listener of listeners) listener();
    },
    onSet(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** The clock of the server that this page came from. */
export const serverClock = createServerClock();

/** `fetch` that learns the server's time from every answer. */
export const fetchNotingTime: typeof fetch = async (input, init) => {
  const sentAt = Date.now();
  const answer = await fetch(input, init);
  const date = answer.headers.get("date");
  if (date !== null) serverClock.note(new Date(date), sentAt, Date.now());
  return answer;
};
