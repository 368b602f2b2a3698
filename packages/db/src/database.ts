import pLimit from "p-limit";
import { type Prisma, PrismaClient } from "../generated/client/index.js";
import { type ChangeSource, createChangeSource } from "./change-source.js";
import { DatabaseBusyError, kindOfFailure } from "./failure.js";
import type { Tracing } from "./tracing.js";

declare const insideTransaction: unique symbol;

/**
 * The client inside an interactive transaction. The brand makes a plain client unassignable, so functions that
 * change capacity cannot be called outside a transaction.
 */
export type Transaction = Prisma.TransactionClient & { readonly [insideTransaction]: true };

/** Callbacks to run after a commit, by the transaction client of one attempt. */
const commitCallbacks = new WeakMap<Transaction, (() => void)[]>();

/**
 * Runs a callback in this process after the transaction commits, and not if it fails: to invalidate what is
 * cached in memory. Must not throw.
 */
export function afterCommit(tx: Transaction, callback: () => void): void {
  const callbacks = commitCallbacks.get(tx);
  if (callbacks === undefined) commitCallbacks.set(tx, [callback]);
  else callbacks.push(callback);
}

/** Concurrency and time limits of transactions. All times in milliseconds. */
export interface TransactionPolicy {
  /** Transactions in progress at once in this process; others wait in order of arrival. */
  readonly concurrency: number;
  /** Once this many transactions wait, further ones fail with {@link DatabaseBusyError} at once. */
  readonly maxWaiting: number;
  /** The limit for a transaction, including waiting, and retries after write conflicts. */
  readonly deadline: number;
  /** The limit for one attempt's callback. */
  readonly timeout: number;
}

const DEFAULT_POLICY: TransactionPolicy = {
  concurrency: 8,
  maxWaiting: 5_000,
  deadline: 10_000,
  timeout: 10_000,
};

const FIRST_BACKOFF_MS = 4;
const LONGEST_BACKOFF_MS = 250;
/** How many unique index violations are treated as lost races (see `retryOnUnique`). */
const MAX_UNIQUE_RETRIES = 6;
/** An attempt that begins just before the deadline may exceed it by this much. */
const DEADLINE_GRACE_MS = 1_000;

/** Options of a single transaction. */
export interface TransactionOptions {
  /**
   * Retries after a unique index violation: for work that first reads whether the document exists, and so finds
   * the other transaction's on the next attempt. The number of retries is limited, since a violation that repeats
   * has another cause.
   */
  readonly retryOnUnique?: boolean;
  /**
   * Called after each write conflict, before the pause, with the number of conflicts so far.
   *
   * @returns an upper bound for the pause in milliseconds, if it should be shorter than usual
   */
  readonly onConflict?: (conflicts: number) => Promise<number | undefined>;
}

/** The transaction load of a process. */
export interface DatabaseLoad {
  readonly running: number;
  readonly waiting: number;
  /** Transactions and single writes that failed as busy, since the process started. */
  readonly refused: number;
  /** Attempts repeated after a write conflict, since the process started. */
  readonly retried: number;
  /** Transactions that were committed, since the process started. */
  readonly committed: number;
}

/** An open database. Reads go through `prisma`, changes that belong together through `transaction`. */
export interface Database {
  readonly prisma: PrismaClient;
  /**
   * Runs `work` in one interactive transaction and retries it on write conflicts, which Prisma does not, with
   * jittered backoff. `work` may therefore run several times and must have no side effects outside the database.
   *
   * @throws DatabaseBusyError when conflicts outlast the policy's deadline, or too many transactions are waiting
   */
  transaction<Result>(
    work: (tx: Transaction) => Promise<Result>,
    options?: TransactionOptions,
  ): Promise<Result>;
  /**
   * Runs a single write and retries it on write conflicts: Prisma wraps even one `update` in a transaction of its
   * own, and does not retry that.
   *
   * @throws DatabaseBusyError when conflicts outlast the policy's deadline
   */
  write<Result>(work: (prisma: PrismaClient) => Promise<Result>): Promise<Result>;
  /** Tells when documents change. */
  readonly changes: ChangeSource;
  load(): DatabaseLoad;
  /** Disconnects. Waiting transactions fail as busy. */
  close(): Promise<void>;
}

/**
 * Opens the database lazily: the first query connects, and Prisma's engine reconnects by itself.
 *
 * @param url a `mongodb://` address that names a database and a replica set
 */
export function openDatabase(
  url: string,
  policy: Partial<TransactionPolicy> = {},
  tracing?: Tracing,
): Database {
  const { concurrency, maxWaiting, deadline, timeout } = { ...DEFAULT_POLICY, ...policy };
  const prisma = new PrismaClient({ datasourceUrl: withTimeouts(url), errorFormat: "minimal" });
  const changes = createChangeSource(url);
  const limit = pLimit(concurrency);
  let isClosed = false;
  let refused = 0;
  let retried = 0;
  let committed = 0;

  function busy(options?: ErrorOptions): DatabaseBusyError {
    refused++;
    return new DatabaseBusyError(options);
  }

  async function once<Result>(work: (tx: Transaction) => Promise<Result>, giveUpAt: number): Promise<Result> {
    const left = Math.max(1, giveUpAt - Date.now());
    let own: Transaction | undefined;
    const result = await prisma.$transaction(
      (tx) => {
        // The one place where a transaction client gets its brand.
        own = tx as Transaction;
        return work(own);
      },
      { maxWait: left, timeout: Math.min(timeout, left + DEADLINE_GRACE_MS) },
    );
    committed++;
    for (const callback of (own && commitCallbacks.get(own)) ?? []) callback();
    return result;
  }

  async function retrying<Result>(
    attempt: () => Promise<Result>,
    { retryOnUnique = false, onConflict }: TransactionOptions,
    giveUpAt: number,
  ): Promise<Result> {
    for (let tries = 0; ; tries++) {
      if (isClosed || Date.now() > giveUpAt) throw busy();
      try {
        return await attempt();
      } catch (error) {
        const kind = kindOfFailure(error);
        const isLostRace =
          retryOnUnique && (kind === "unique" || kind === "aborted") && tries < MAX_UNIQUE_RETRIES;
        if (kind !== "conflict" && !isLostRace) throw error;
        const longest = (await onConflict?.(tries + 1)) ?? LONGEST_BACKOFF_MS;
        const pause = Math.random() * Math.min(longest, FIRST_BACKOFF_MS * 2 ** tries);
        if (Date.now() + pause > giveUpAt) throw busy({ cause: error });
        await new Promise((resolve) => setTimeout(resolve, pause));
        retried++;
      }
    }
  }

  return {
    prisma,
    async transaction(work, options = {}) {
      if (isClosed || limit.pendingCount >= maxWaiting) throw busy();
      // The deadline includes the wait for a slot, because callers time out after it.
      const giveUpAt = Date.now() + deadline;
      const run = () => limit(() => retrying(() => once(work, giveUpAt), options, giveUpAt));
      return tracing === undefined ? run() : tracing.inSpan({ name: "transaction" }, run);
    },
    changes,
    write: (work) => retrying(() => work(prisma), {}, Date.now() + deadline),
    load: () => ({ running: limit.activeCount, waiting: limit.pendingCount, refused, retried, committed }),
    async close() {
      // Waiting transactions fail when their slot comes; running ones may finish.
      isClosed = true;
      await changes.close();
      await prisma.$disconnect();
    },
  };
}

/** Without these the driver tries for 30 seconds to find a lost server, longer than any request waits. */
const TIMEOUTS = { serverSelectionTimeoutMS: "3000", connectTimeoutMS: "3000" };

/** Adds the parameters that the address does not set. Not by `URL`, which cannot parse several hosts. */
function withTimeouts(url: string): string {
  const [address = "", query = ""] = url.split("?", 2);
  const parameters = new URLSearchParams(query);
  for (const [name, value] of Object.entries(TIMEOUTS)) {
    if (!parameters.has(name)) parameters.set(name, value);
  }
  return `${address}?${parameters}`;
}
