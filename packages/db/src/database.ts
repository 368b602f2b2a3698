import pLimit from "p-limit";
import { type Prisma, PrismaClient } from "../generated/client/index.js";
import { DatabaseBusyError, kindOfFailure } from "./failure.js";

declare const insideTransaction: unique symbol;

/**
 * The client inside an interactive transaction. A plain client is no `Transaction`, so what changes capacity
 * cannot be called outside one.
 */
export type Transaction = Prisma.TransactionClient & { readonly [insideTransaction]: true };

/** How transactions are run and when they give up. All times in milliseconds. */
export interface TransactionPolicy {
  /** Transactions under way at once in this process; the rest wait in order of arrival. */
  readonly concurrency: number;
  /** Waiting beyond this number of transactions is refused as busy at once. */
  readonly maxWaiting: number;
  /** A transaction that keeps meeting write conflicts is given up after this long. */
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

/** What a single transaction may ask for. */
export interface TransactionOptions {
  /**
   * Takes a unique index's refusal for a lost race and tries again: for work that looks first whether the
   * document is there, and so finds the winner's when it runs again.
   */
  readonly retryOnUnique?: boolean;
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

  async function once<Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result> {
    // The one place where a transaction client gets its brand.
    return prisma.$transaction((tx) => work(tx as Transaction), { maxWait: deadline, timeout });
  }

  async function withRetry<Result>(
    work: (tx: Transaction) => Promise<Result>,
    { retryOnUnique = false }: TransactionOptions,
  ): Promise<Result> {
    const giveUpAt = Date.now() + deadline;
    for (let attempt = 0; ; attempt++) {
      try {
        return await once(work);
      } catch (error) {
        const kind = kindOfFailure(error);
        if (kind !== "conflict" && !(kind === "unique" && retryOnUnique)) throw error;
        const longest = Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** attempt);
        const pause = Math.random() * longest;
        if (Date.now() + pause > giveUpAt) throw new DatabaseBusyError({ cause: error });
        await new Promise((resolve) => setTimeout(resolve, pause));
      }
    }
  }

  return {
    prisma,
    async transaction(work, options = {}) {
      if (limit.pendingCount >= maxWaiting) throw new DatabaseBusyError();
      return limit(() => withRetry(work, options));
    },
    close: () => prisma.$disconnect(),
  };
}

/** Without these the driver looks for a lost server for 30 seconds, longer than anybody waits for a page. */
function withTimeouts(url: string): string {
  const parsed = new URL(url);
  if (!parsed.searchParams.has("serverSelectionTimeoutMS"))
    parsed.searchParams.set("serverSelectionTimeoutMS", "3000");
  if (!parsed.searchParams.has("connectTimeoutMS")) parsed.searchParams.set("connectTimeoutMS", "3000");
  return parsed.toString();
}
