import type { SessionFields } from "../server/command.js";
import { CommandError, noSuchTransaction, writeConflict } from "../server/command-error.js";
import { Transaction, type TransactionParts } from "./transaction.js";

/** A connection, as far as a transaction cares: something that sent statements and may go away. */
export type Owner = object;

interface Session {
  lastUsed: number;
  /** The highest number of a transaction or retryable write so far. */
  number: bigint;
  transaction: Transaction | undefined;
  owners: Set<Owner>;
  /** The answer to the retryable write `number`. */
  answer: Promise<Buffer> | undefined;
}

const IDLE_MINUTES = 30;

/** What every client session is at: its transaction, or its last retryable write. */
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
    if (fields.startsTransaction) await this.#start(session, number, owner);
    const transaction = this.#current(session, number);
    if (transaction.state !== "open") throw noSuchTransaction(number, "has been aborted");
    session.owners.add(owner);
    return transaction;
  }

  /** Commits; asked again for the same transaction it answers the same. */
  async commit(fields: SessionFields): Promise<void> {
    const number = fields.number ?? 0n;
    const transaction = this.#current(this.#session(fields.id), number);
    if (transaction.state === "committed") return this.#parts.journal.flush();
    if (transaction.state === "aborted") throw noSuchTransaction(number, "has been aborted");
    return transaction.commit();
  }

  async abort(fields: SessionFields): Promise<void> {
    const number = fields.number ?? 0n;
    const transaction = this.#current(this.#session(fields.id), number);
    if (transaction.state === "committed") {
      throw new CommandError("TransactionCommitted", `Transaction ${number} has been committed`);
    }
    if (transaction.state === "aborted") throw noSuchTransaction(number, "has been aborted");
    await transaction.abort();
  }

  /** Runs a retryable write, or answers a repeated one as it was answered the first time. */
  async onceOnly(fields: SessionFields, write: () => Promise<Buffer>): Promise<Buffer> {
    if (fields.number === undefined) return write();
    const session = this.#session(fields.id);
    if (fields.number === session.number && session.answer) return session.answer;
    this.#advance(session, fields.number);
    const answer = write();
    session.answer = answer;
    try {
      return await answer;
    } catch (error) {
      // Nothing was applied, so a retry may try for real.
      if (session.answer === answer) session.answer = undefined;
      throw error;
    }
  }

  /** Ends sessions: their transactions are aborted and their answers forgotten. */
  async end(ids: Iterable<string>): Promise<void> {
    for (const id of ids) {
      const session = this.#sessions.get(id);
      this.#sessions.delete(id);
      session?.owners.clear(); // tells a transaction that is still waiting to start
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
    const session = known ?? {
      lastUsed: 0,
      number: -1n,
      transaction: undefined,
      owners: new Set<Owner>(),
      answer: undefined,
    };
    session.lastUsed = performance.now();
    if (!known) this.#sessions.set(id, session);
    return session;
  }

  #current(session: Session, number: bigint): Transaction {
    if (session.transaction && session.number === number) return session.transaction;
    throw noSuchTransaction(number, "is not in progress");
  }

  #advance(session: Session, number: bigint): void {
    if (number < session.number) {
      throw new CommandError("TransactionTooOld", `${number} is older than this session's ${session.number}`);
    }
    session.number = number;
    session.transaction = undefined;
    session.answer = undefined;
  }

  async #start(session: Session, number: bigint, owner: Owner): Promise<void> {
    if (session.number === number) throw noSuchTransaction(number, "was started before");
    const previous = session.transaction;
    this.#advance(session, number);
    await previous?.abort();
    session.owners = new Set([owner]);
    if (!(await this.#parts.gate.enterTransaction())) throw writeConflict();
    const transaction = new Transaction(this.#parts);
    this.#open = transaction;
    if (session.number !== number || !session.owners.has(owner)) {
      // The client gave up or went away while this waited.
      await transaction.abort();
      throw noSuchTransaction(number, "has been given up");
    }
    session.transaction = transaction;
    const expiry = setTimeout(() => void transaction.abort(), this.#lifetime);
    transaction.ended.then(() => clearTimeout(expiry));
  }
}
