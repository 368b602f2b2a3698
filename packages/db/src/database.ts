import pLimit from "p-limit";
import { type Prisma, PrismaClient } from "../generated/client/index.js";
import { DatabaseBusyError, kindOfFailure } from "./failure.js";

declare const insideTransaction: unique symbol;

/**
 * The client inside an interactive transaction. A plain client is no `Transaction`, so what changes capacity
 * cannot be called outside one.
 */
export type Transaction = Prisma.TransactionClient & { readonly [insideTransaction]: true };

/** What is to be done once a transaction is written, by the client of its try. */
const commitCallbacks = new WeakMap<Transaction, (() => void)[]>();

/**
 * Has something done in this process once a transaction is written, and not if it is not: for knowledge that is
 * kept in memory and has become old by it. Must not throw.
 */
export function afterCommit(tx: Transaction, callback: () => void): void {
  const callbacks = commitCallbacks.get(tx);
  if (callbacks === undefined) commitCallbacks.set(tx, [callback]);
  else callbacks.push(callback);
}

/** How transactions are run and when they give up. All times in milliseconds. */
export interface TransactionPolicy {
  /** Transactions under way at once in this process; the rest wait in order of arrival. */
  readonly concurrency: number;
  /** Waiting beyond this number of transactions is refused as busy at once. */
  readonly maxWaiting: number;
  /** A transaction that waits for its turn, or keeps meeting write conflicts, is given up after this long. */
  readonly deadline: number;
  /** How long the body of one try may take. */
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
/** How often a refusal by a unique index is taken for a lost race. */
const LOST_RACES = 6;
/** A try that begins just before the deadline may still end. */
const TAIL_MS = 1_000;

/** What a single transaction may ask for. */
export interface TransactionOptions {
  /**
   * Takes a unique index's refusal for a lost race and tries again: for work that looks first whether the
   * document is there, and so finds the winner's when it runs again. Not for ever: who loses again and again does
   * so for another reason.
   */
  readonly retryOnUnique?: boolean;
  /**
   * Told of each write conflict before the pause that follows it, with how many there were.
   *
   * @returns the longest the pause may be, in milliseconds, when it is to be shorter than usual
   */
  readonly onConflict?: (conflicts: number) => Promise<number | undefined>;
}

/** How busy the transactions of a process are. */
export interface DatabaseLoad {
  readonly running: number;
  readonly waiting: number;
  /** Since the start: those, and single writes, that were given up as busy. */
  readonly refused: number;
  /** Since the start: tries that were repeated after a write conflict. */
  readonly retried: number;
}

/** An open database: plain reads through `prisma`, changes that belong together through `transaction`. */
export interface Database {
  readonly prisma: PrismaClient;
  /**
   * Runs `work` in one interactive transaction, again and again while it meets write conflicts (Prisma does
   * not), with jittered backoff between tries. `work` may therefore run several times and must have no effect
   * but what it does to the database.
   *
   * @throws DatabaseBusyError when the conflicts outlast the policy's deadline, or too many are waiting
   */
  transaction<Result>(
    work: (tx: Transaction) => Promise<Result>,
    options?: TransactionOptions,
  ): Promise<Result>;
  /**
   * Runs a single write outside a transaction of ours, again while it meets write conflicts: Prisma puts even
   * one `update` into a transaction of its own and does not repeat that either.
   *
   * @throws DatabaseBusyError when the conflicts outlast the policy's deadline
   */
  write<Result>(work: (prisma: PrismaClient) => Promise<Result>): Promise<Result>;
  load(): DatabaseLoad;
  /** Disconnects. Whatever waits for its turn is refused. */
  close(): Promise<void>;
}

/**
 * Opens the database lazily: nothing is connected until the first query, and a lost connection is found again
 * by the engine itself.
 *
 * @param url a `mongodb://` address that names a database and a replica set
 */
export function openDatabase(url: string, policy: Partial<TransactionPolicy> = {}): Database {
  const { concurrency, maxWaiting, deadline, timeout } = { ...DEFAULT_POLICY, ...policy };
  const prisma = new PrismaClient({ datasourceUrl: withTimeouts(url), errorFormat: "minimal" });
  const limit = pLimit(concurrency);
  let isClosed = false;
  let refused = 0;
  let retried = 0;

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
      { maxWait: left, timeout: Math.min(timeout, left + TAIL_MS) },
    );
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
        const isLostRace = retryOnUnique && (kind === "unique" || kind === "aborted") && tries < LOST_RACES;
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
      // Waiting for a turn counts: whoever asked has stopped listening by then.
      const giveUpAt = Date.now() + deadline;
      return limit(() => retrying(() => once(work, giveUpAt), options, giveUpAt));
    },
    write: (work) => retrying(() => work(prisma), {}, Date.now() + deadline),
    load: () => ({ running: limit.activeCount, waiting: limit.pendingCount, refused, retried }),
    async close() {
      // What waits for its turn is refused when it comes; what runs may end.
      isClosed = true;
      await prisma.$disconnect();
    },
  };
}

/** Without these the driver looks for a lost server for 30 seconds, longer than anybody waits for a page. */
const TIMEOUTS = { serverSelectionTimeoutMS: "3000", connectTimeoutMS: "3000" };

/** Adds what the address leaves open. It may name several hosts, which `URL` cannot read. */
function withTimeouts(url: string): string {
  const [address = "", query = ""] = url.split("?", 2);
  const parameters = new URLSearchParams(query);
  for (const [name, value] of Object.entries(TIMEOUTS)) {
    if (!parameters.has(name)) parameters.set(name, value);
  }
  return `${address}?${parameters}`;
}
