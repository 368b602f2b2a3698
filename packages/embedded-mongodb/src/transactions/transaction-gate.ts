/**
 * Who may touch the data, and when. One transaction at a time owns the gate. Outside it:
 *
 * - writes run side by side, but never while a transaction is open;
 * - reads run at any time, except while the open transaction has changes in the data ("shut").
 *
 * Every wait is bounded. Waiting transactions and writes are served first come, first served.
 */
export interface GateOptions {
  /** How long the start of a transaction waits before it is refused, in milliseconds. */
  readonly transactionWait: number;
  /** How long a read or write outside transactions waits before it is refused, in milliseconds. */
  readonly outsideWait: number;
  /** After this many milliseconds a waiting read asks the open transaction to step aside. */
  readonly readPatience: number;
  /** Called when a read ran out of patience. */
  readonly onReadWaiting: () => void;
  /**
   * Whether clients could still send the open transaction's next statement. When every connection
   * waits here they cannot, and somebody has to be turned away at once.
   */
  readonly ownerCanProceed: (waiting: number) => boolean;
  /** For how long the open transaction has been waiting for its client, in milliseconds. */
  readonly ownerIdleFor: () => number;
  /** When the owner has been idle for this long, transactions no longer wait for it. */
  readonly ownerPatience: number;
}

interface Waiter {
  readonly kind: "transaction" | "write";
  readonly settle: (granted: boolean) => void;
}

export class TransactionGate {
  readonly #options: GateOptions;
  #owned = false;
  #shut = false;
  #writers = 0;
  #readers = 0;
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

  /** Takes the gate for a transaction. False when it could not be had in time. */
  enterTransaction(): Promise<boolean> {
    return this.#enter("transaction", this.#options.transactionWait);
  }

  leaveTransaction(): void {
    this.#owned = false;
    this.#openToReads();
    this.#serveQueue();
  }

  /** Lets one write outside transactions in. False when it had to wait too long. */
  enterWrite(): Promise<boolean> {
    return this.#enter("write", this.#options.outsideWait);
  }

  leaveWrite(): void {
    this.#writers -= 1;
    this.#serveQueue();
  }

  /** Lets one read outside transactions in. False when it had to wait too long. */
  async enterRead(): Promise<boolean> {
    if (this.#shut && !(await this.#waitToRead())) return false;
    this.#readers += 1;
    return true;
  }

  leaveRead(): void {
    this.#readers -= 1;
    if (this.#readers === 0) {
      this.#whenReadersLeft?.();
      this.#whenReadersLeft = undefined;
    }
  }

  /** For the owner, before it changes data: keeps new reads out and waits for those inside. */
  async shutOutReads(): Promise<void> {
    this.#shut = true;
    if (this.#readers > 0) {
      await new Promise<void>((resolve) => {
        this.#whenReadersLeft = resolve;
      });
    }
  }

  /** For the owner, after it has put the data back as it was before. */
  letReadsIn(): void {
    this.#openToReads();
  }

  #enter(kind: Waiter["kind"], wait: number): Promise<boolean> {
    if (this.#queue.length === 0 && this.#admit(kind)) return Promise.resolve(true);
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#turnAway(waiter), wait);
      const waiter: Waiter = {
        kind,
        settle: (granted) => {
          clearTimeout(timer);
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

  /** Turns the latest waiting transaction away when waiting for it would wait for itself. */
  #makeRoom(): void {
    if (this.#options.ownerCanProceed(this.waiting)) return;
    const latest = this.#queue.findLast(({ kind }) => kind === "transaction");
    if (latest) this.#turnAway(latest);
  }

  /** An idle owner may itself be waiting for a connection that a waiting transaction holds. */
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

  async #waitToRead(): Promise<boolean> {
    const patience = setTimeout(this.#options.onReadWaiting, this.#options.readPatience);
    const deadline = performance.now() + this.#options.outsideWait;
    try {
      // Another transaction may have shut the gate again between the wake-up and this check.
      while (this.#shut) {
        const left = deadline - performance.now();
        if (left <= 0) return false;
        await this.#nextOpening(left);
      }
      return true;
    } finally {
      clearTimeout(patience);
    }
  }

  #nextOpening(wait: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        this.#waitingReads.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, wait);
      this.#waitingReads.add(wake);
      this.#makeRoom();
    });
  }

  #openToReads(): void {
    this.#shut = false;
    for (const wake of [...this.#waitingReads]) wake();
  }
}
