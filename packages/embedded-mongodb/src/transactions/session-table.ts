import type { Command, SessionFields } from "../server/command.js";
import {
  CommandError,
  clientGone,
  noSuchTransaction,
  transactionTooOld,
  writeConflict,
} from "../server/command-error.js";
import { runRetryable } from "./retryable-write.js";
import { Transaction, type TransactionParts } from "./transaction.js";

/** A connection that sent statements of a transaction and may close. */
export interface Owner {
  /** Aborted when the connection is gone. */
  readonly gone: AbortSignal;
}

interface Session {
  lastUsed: number;
  /** The highest number of a transaction or retryable write so far. */
  number: bigint;
  /** The transaction with this number; absent when its start was rejected or it is unknown. */
  kind: "transaction" | "write" | undefined;
  transaction: Transaction | undefined;
  /** Settled when the transaction has started, or will not. */
  starting: Promise<void> | undefined;
  owners: Set<Owner>;
  /** The retryable write `number`, while it runs. */
  running: Promise<Buffer> | undefined;
  /** Whether the outcome of `number` is in the journal. */
  remembered: boolean;
}

const IDLE_MINUTES = 30;

/** The state of each client session: its transaction, or its last retryable write. */
export class SessionTable {
  readonly #parts: TransactionParts;
  readonly #lifetime: number;
  readonly #sessions = new Map<string, Session>();
  #open: Transaction | undefined;

  /** @param lifetime after so many milliseconds a transaction is aborted */
  constructor(parts: TransactionParts, lifetime: number) {
    this.#parts = parts;
    this.#lifetime = lifetime;
  }

  /** The open transaction, if there is one. */
  get openTransaction(): Transaction | undefined {
    return this.#open?.state === "open" ? this.#open : undefined;
  }

  /** The transaction a statement belongs to; starts it when the statement says so. */
  async transactionFor(fields: SessionFields, owner: Owner): Promise<Transaction> {
    const session = this.#session(fields.id);
    const number = fields.number ?? 0n;
    if (fields.startsTransaction) await this.#start(fields.id, session, number, owner);
    const transaction = await this.#current(session, number);
    if (transaction === "committed") throw hasBeenCommitted(number);
    session.owners.add(owner);
    return transaction;
  }

  /** Commits. Idempotent: repeated for the same transaction it gives the same answer, also after a restart. */
  async commit(fields: SessionFields): Promise<void> {
    const number = fields.number ?? 0n;
    const transaction = await this.#current(this.#session(fields.id), number);
    // Committed before the restart, so already on disk.
    if (transaction !== "committed") await transaction.commit();
  }

  async abort(fields: SessionFields): Promise<void> {
    const number = fields.number ?? 0n;
    const transaction = await this.#current(this.#session(fields.id), number);
    if (transaction === "committed") throw hasBeenCommitted(number);
    await transaction.abortAsAsked();
  }

  /**
   * Runs a retryable write, or replays the reply of one that was run before.
   *
   * @param gone of the client, when it waits for an answer: a write whose turn comes later is not carried out
   */
  async onceOnly(fields: SessionFields, command: Command, gone: AbortSignal | undefined): Promise<Buffer> {
    const number = fields.number ?? 0n;
    const session = this.#session(fields.id);
    for (;;) {
      if (number < session.number) throw transactionTooOld(number, session.number);
      if (number > session.number) await this.#advance(session, number);
      else if (session.kind === "transaction") {
        throw new CommandError("InvalidOptions", "A statement of a transaction needs autocommit: false");
      }
      session.kind = "write";
      const answer = await (session.running ?? this.#recall(fields.id, session)).catch((error: unknown) => {
        // Another connection sent it, and closed before it was run.
        if (error instanceof CommandError && error.codeName === "ClientDisconnect") return undefined;
        throw error;
      });
      if (answer) return answer;
      if (gone?.aborted) throw clientGone();
      if (number === session.number && !session.running) {
        return this.#runOnce(fields.id, session, number, command, gone);
      }
    }
  }

  /** Ends sessions: their transactions are aborted. Outcomes stay in the journal. */
  async end(ids: Iterable<string>): Promise<void> {
    for (const id of ids) {
      const session = this.#sessions.get(id);
      session?.owners.clear(); // cancels a transaction that is still waiting to start
      await session?.transaction?.abort();
    }
  }

  async endAll(): Promise<void> {
    await this.end([...this.#sessions.keys()]);
  }

  /** Aborts the transactions all of whose connections are gone. */
  async forgetOwner(owner: Owner): Promise<void> {
    for (const session of this.#sessions.values()) {
      if (session.owners.delete(owner) && session.owners.size === 0) await session.transaction?.abort();
    }
  }

  /** Drops sessions nobody has used for half an hour. */
  dropIdle(): void {
    const limit = performance.now() - IDLE_MINUTES * 60_000;
    for (const [id, session] of this.#sessions) {
      if (session.lastUsed < limit && session.transaction?.state !== "open") this.#sessions.delete(id);
    }
  }

  #session(id: string): Session {
    const known = this.#sessions.get(id);
    if (known) {
      known.lastUsed = performance.now();
      return known;
    }
    const outcome = this.#parts.journal.outcomes.of(id);
    const session: Session = {
      lastUsed: performance.now(),
      number: outcome?.number ?? -1n,
      kind: outcome?.kind,
      transaction: undefined,
      starting: undefined,
      owners: new Set<Owner>(),
      running: undefined,
      remembered: outcome !== undefined,
    };
    this.#sessions.set(id, session);
    return session;
  }

  /** The session's transaction of this number, or that it was committed before the last restart. */
  async #current(session: Session, number: bigint): Promise<Transaction | "committed"> {
    if (number === session.number) await session.starting;
    if (number < session.number) throw transactionTooOld(number, session.number);
    if (number === session.number && session.transaction) return session.transaction;
    if (number === session.number && session.kind === "transaction" && session.remembered) return "committed";
    throw noSuchTransaction(number, "is not in progress");
  }

  async #advance(session: Session, number: bigint): Promise<void> {
    const previous = session.transaction;
    session.number = number;
    session.kind = undefined;
    session.transaction = undefined;
    session.starting = undefined;
    session.running = undefined;
    session.remembered = false;
    await previous?.abort();
  }

  async #start(id: string, session: Session, number: bigint, owner: Owner): Promise<void> {
    if (number < session.number) throw transactionTooOld(number, session.number);
    if (number === session.number) {
      throw new CommandError(
        "ConflictingOperationInProgress",
        `Transaction ${number} of this session has been started already`,
      );
    }
    const started = this.#begin(id, session, number, owner);
    session.starting = started.catch(() => undefined);
    await started;
  }

  async #begin(id: string, session: Session, number: bigint, owner: Owner): Promise<void> {
    const advanced = this.#advance(session, number);
    session.kind = "transaction";
    session.owners = new Set([owner]);
    await advanced;
    if (!(await this.#parts.gate.enterTransaction(owner.gone))) throw writeConflict();
    const transaction = new Transaction(this.#parts, id, number);
    this.#open = transaction;
    if (session.number !== number || !session.owners.has(owner)) {
      // The client gave up or closed while this waited.
      await transaction.abort();
      throw noSuchTransaction(number, "has been given up");
    }
    session.transaction = transaction;
    const expiry = setTimeout(() => void transaction.abort(), this.#lifetime);
    transaction.ended.then(() => clearTimeout(expiry));
  }

  async #recall(id: string, session: Session): Promise<Buffer | undefined> {
    return session.remembered ? this.#parts.journal.outcomes.answerOf(id) : undefined;
  }

  async #runOnce(
    id: string,
    session: Session,
    number: bigint,
    command: Command,
    gone: AbortSignal | undefined,
  ): Promise<Buffer> {
    const run = runRetryable(this.#parts, command, id, number, gone);
    const running = run.then(({ reply }) => reply);
    running.catch(() => undefined); // its waiters get the error
    session.running = running;
    try {
      const { reply, remembered } = await run;
      if (session.running === running) session.remembered = remembered;
      return reply;
    } finally {
      if (session.running === running) session.running = undefined;
    }
  }
}

function hasBeenCommitted(number: bigint): CommandError {
  return new CommandError("TransactionCommitted", `Transaction ${number} has been committed.`);
}
