/** Shares flushes between callers: a call made while one is running waits for the next one. */
export class GroupFlush {
  readonly #flush: () => Promise<void>;
  #running: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;

  constructor(flush: () => Promise<void>) {
    this.#flush = flush;
  }

  /** Resolves after a flush that began after this call. */
  flush(): Promise<void> {
    this.#next ??= this.#running
      .catch(() => undefined)
      .then(() => {
        const flush = this.#flush();
        this.#running = flush;
        this.#next = undefined;
        return flush;
      });
    return this.#next;
  }
}
