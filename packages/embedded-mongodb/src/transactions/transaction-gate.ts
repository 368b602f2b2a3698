/**
 * The lock on the data. One transaction at a time owns the gate. Outside it:
 *
 * - writes run side by side, but never while a transaction is open;
 * - reads run at any time, except while the open transaction has changes in the collection they read ("blocked").
 *
 * A retryable write owns the gate like a transaction, but waits like a write.
 *
 * Every wait is bounded, and ends when its client is gone. Waiting transactions and writes are served in order of
 * arrival.
 */
export interface GateOptions {
  /** How long the start of a transaction waits before it is refused, in milliseconds. */
  readonly transactionWait: number;
  /** How long a read or write outside transactions waits before it is refused, in milliseconds. */
  readonly outsideWait: number;
  /** After this many milliseconds a waiting read requests that the open transaction is suspended. */
  readonly readPatience: number;
  /** Called when a read has waited that long. */
  readonly onReadWaiting: () => void;
  /**
   * Whether clients could still send the open transaction's next statement. When every connection
   * waits here they cannot, and a waiter must be rejected at once.
   */
  readonly ownerCanProceed: (waiting: number) => boolean;
  /** For how long the open transaction has been waiting for its client, in milliseconds. */
  readonly ownerIdleFor: () => number;
  /** When the owner has been idle for this long, transactions no longer wait for it. */
  readonly ownerPatience: number;
}

/** The scope of a read that may touch more than the collection it names: a join, or a cursor of one. */
export const ANYTHING = Symbol("anything");

/** The scope of a read: one collection (`database.collection`), or possibly several. */
export type ReadScope = string | typeof ANYTHING;

interface Waiter {
  readonly kind: "transaction" | "write" | "exclusiveWrite";
  readonly settle: (granted: boolean) => void;
}

export class TransactionGate {
  readonly #options: GateOptions;
  #owned = false;
  /** Collections with changes of the open transaction. */
  readonly #shut = new Set<string>();
  #writers = 0;
  /** How many read each collection. */
  readonly #readers = new Map<ReadScope, number>();
  #queue: Waiter[] = [];
  #idleCheck: NodeJS.Timeout | undefined;
  readonly #waitingReads = new Set<() => void>();
  #whenReadersLeft: (() => void) | undefined;

  constructor(options: GateOptions) {
    this.#options = options;
  }

  get waiting(): number {
    return this.#queue.length + this.#waitingReads.size;
  }

  /**
   * Acquires the gate for a transaction. False on timeout, or when the client went away.
   *
   * @param gone of the client that waits
   */
  enterTransaction(gone?: AbortSignal): Promise<boolean> {
    return this.#enter("transaction", this.#options.transactionWait, gone);
  }

  /** Acquires the gate for one write that can be undone; `leaveTransaction` releases it. False as above. */
  enterExclusiveWrite(gone?: AbortSignal): Promise<boolean> {
    return this.#enter("exclusiveWrite", this.#options.outsideWait, gone);
  }

  leaveTransaction(): void {
    this.#owned = false;
    this.#openToReads();
    this.#serveQueue();
  }

  /** Admits one write outside transactions. False on timeout, or when the client went away. */
  enterWrite(gone?: AbortSignal): Promise<boolean> {
    return this.#enter("write", this.#options.outsideWait, gone);
  }

  leaveWrite(): void {
    this.#writers -= 1;
    this.#serveQueue();
  }

  /** Admits one read outside transactions. False on timeout, or when the client went away. */
  async enterRead(scope: ReadScope, gone?: AbortSignal): Promise<boolean> {
    if (this.#isShut(scope) && !(await this.#waitToRead(scope, gone))) return false;
    this.#readers.set(scope, (this.#readers.get(scope) ?? 0) + 1);
    return true;
  }

  leaveRead(scope: ReadScope): void {
    const left = (this.#readers.get(scope) ?? 0) - 1;
    if (left > 0) this.#readers.set(scope, left);
    else this.#readers.delete(scope);
    this.#whenReadersLeft?.();
  }

  /** For the owner, before it changes a collection: blocks new reads of it and waits for those running. */
  async blockReads(collection: string): Promise<void> {
    this.#shut.add(collection);
    while (this.#readers.has(collection) || this.#readers.has(ANYTHING)) {
      await new Promise<void>((resolve) => {
        this.#whenReadersLeft = resolve;
      });
    }
    this.#whenReadersLeft = undefined;
  }

  /** For the owner, after it has restored the data. */
  unblockReads(): void {
    this.#openToReads();
  }

  #enter(kind: Waiter["kind"], wait: number, gone?: AbortSignal): Promise<boolean> {
    if (gone?.aborted) return Promise.resolve(false);
    if (this.#queue.length === 0 && this.#admit(kind)) return Promise.resolve(true);
    return new Promise((resolve) => {
      const turnAway = (): void => this.#turnAway(waiter);
      const timer = setTimeout(turnAway, wait);
      gone?.addEventListener("abort", turnAway, { once: true });
      const waiter: Waiter = {
        kind,
        settle: (granted) => {
          clearTimeout(timer);
          gone?.removeEventListener("abort", turnAway);
          resolve(granted);
        },
      };
      this.#queue.push(waiter);
      this.#makeRoom();
      this.#idleCheck ??= setInterval(() => this.#checkOwner(), this.#options.ownerPatience / 2);
    });
  }

  #turnAway(waiter: Waiter): void {
    this.#queue = this.#queue.filter((other) => other !== waiter);
    waiter.settle(false);
    this.#serveQueue();
  }

  /** Rejects the latest waiting transaction when waiting would be a deadlock. */
  #makeRoom(): void {
    if (this.#options.ownerCanProceed(this.waiting)) return;
    const latest = this.#queue.findLast(({ kind }) => kind === "transaction");
    if (latest) this.#turnAway(latest);
  }

  /** An idle owner may be waiting for a connection that a waiting transaction holds. */
  #checkOwner(): void {
    if (this.#queue.length === 0) {
      clearInterval(this.#idleCheck);
      this.#idleCheck = undefined;
    } else if (this.#options.ownerIdleFor() >= this.#options.ownerPatience) {
      for (const waiter of this.#queue.filter(({ kind }) => kind === "transaction")) this.#turnAway(waiter);
    }
  }

  #admit(kind: Waiter["kind"]): boolean {
    if (this.#owned) return false;
    if (kind === "write") {
      this.#writers += 1;
      return true;
    }
    if (this.#writers > 0) return false;
    this.#owned = true;
    return true;
  }

  #serveQueue(): void {
    for (;;) {
      const next = this.#queue[0];
      if (!next || !this.#admit(next.kind)) return;
      this.#queue.shift();
      next.settle(true);
    }
  }

  #isShut(scope: ReadScope): boolean {
    return scope === ANYTHING ? this.#shut.size > 0 : this.#shut.has(scope);
  }

  async #waitToRead(scope: ReadScope, gone?: AbortSignal): Promise<boolean> {
    const patience = setTimeout(this.#options.onReadWaiting, this.#options.readPatience);
    const deadline = performance.now() + this.#options.outsideWait;
    try {
      // Another transaction may have blocked reads again between the wake-up and this check.
      while (this.#isShut(scope)) {
        const left = deadline - performance.now();
        if (left <= 0 || gone?.aborted) return false;
        await this.#nextOpening(left, gone);
      }
      return true;
    } finally {
      clearTimeout(patience);
    }
  }

  #nextOpening(wait: number, gone?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        gone?.removeEventListener("abort", wake);
        this.#waitingReads.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, wait);
      gone?.addEventListener("abort", wake, { once: true });
      this.#waitingReads.add(wake);
      this.#makeRoom();
    });
  }

  #openToReads(): void {
    this.#shut.clear();
    for (const wake of [...this.#waitingReads]) wake();
  }
}
