import type { Command } from "../server/command.js";
import { CommandError, clientGone, noSuchTransaction, writeConflict } from "../server/command-error.js";
import { EngineError, failed } from "../server/engine.js";
import type { OpenCursors } from "../server/open-cursors.js";
import { Changes, type ChangesParts } from "./changes.js";
import { restore } from "./restore.js";
import type { Touched } from "./touched-documents.js";
import type { TransactionGate } from "./transaction-gate.js";

export interface TransactionParts extends ChangesParts {
  readonly gate: TransactionGate;
  readonly cursors: OpenCursors;
  /** Called when undoing or committing failed: only a restart can tell what is on disk. */
  readonly giveUp: (error: Error) => never;
}

type State = "open" | "committed" | "aborted";

/**
 * One open transaction: the owner of the gate. Its statements, its end and its suspensions run one after another.
 */
export class Transaction {
  readonly #parts: TransactionParts;
  readonly #session: string;
  /** The client's number for it, within its session. */
  readonly #number: bigint;
  readonly #changes: Changes;
  #state: State = "open";
  #tail: Promise<unknown> = Promise.resolve();
  #busy = 0;
  #idleSince = performance.now();
  /** This transaction's view of the documents it changed, while it is suspended. */
  #suspended: Touched[] | undefined;

  readonly #end = Promise.withResolvers<void>();
  /** Resolves when it has been committed or aborted. */
  readonly ended = this.#end.promise;

  /** The caller has entered the gate for it. */
  constructor(parts: TransactionParts, session: string, number: bigint) {
    this.#parts = parts;
    this.#session = session;
    this.#number = number;
    this.#changes = new Changes(parts, true);
  }

  get state(): State {
    return this.#state;
  }

  /** For how long it has been idle, in milliseconds; 0 while a statement runs. */
  get idleFor(): number {
    return this.#busy > 0 ? 0 : performance.now() - this.#idleSince;
  }

  /** The collections that it has created, as `database.collection`: invisible to others before it commits. */
  get created(): ReadonlySet<string> {
    return this.#state === "open" ? this.#changes.created : new Set();
  }

  /**
   * Runs something that only reads. As in MongoDB, a statement that fails ends the transaction.
   *
   * @param gone of the client: once it is gone nothing is run
   */
  read(read: () => Promise<Buffer>, gone?: AbortSignal): Promise<Buffer> {
    return this.#statement(gone, async () => {
      try {
        return await this.#endIfFailed(await read());
      } catch (error) {
        await this.#rollBack();
        throw error;
      }
    });
  }

  /** Runs a write, its undo record first. */
  write(command: Command, gone?: AbortSignal): Promise<Buffer> {
    return this.#statement(gone, () => this.#change(command, () => this.#changes.write(command)));
  }

  /** Runs a `create`, whose collection is dropped when the transaction is aborted. */
  create(command: Command, gone?: AbortSignal): Promise<Buffer> {
    return this.#statement(gone, () => this.#change(command, () => this.#changes.create(command)));
  }

  /** Makes the changes final, if they are not. Resolves when they are on disk. */
  async commit(): Promise<void> {
    const mustFlush = await this.#inTurn(async () => {
      if (this.#state === "committed") return this.#changes.any;
      this.#mustBeOpen();
      await this.#comeBack();
      if (this.#changes.any) {
        await this.#changes.keep({ session: this.#session, number: this.#number, kind: "transaction" });
      }
      await this.#leave("committed");
      return this.#changes.any;
    });
    // The next transaction may start meanwhile: the disk sees the two in the same order.
    if (mustFlush) await this.#changes.settle();
  }

  /** Undoes the changes, at the client's request. Throws when the transaction has ended. */
  abortAsAsked(): Promise<void> {
    return this.#inTurn(() => {
      this.#mustBeOpen();
      return this.#rollBack();
    });
  }

  /** Undoes the changes. Does nothing when the transaction has ended. */
  abort(): Promise<void> {
    return this.#inTurn(() => this.#rollBack());
  }

  /**
   * Takes the changes out of the data until the next statement, so that reads outside see what is
   * committed and need not wait for an idle transaction.
   */
  suspend(): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#state !== "open" || this.#suspended) return;
      // Its write matched nothing.
      if (!this.#changes.any) return this.#parts.gate.unblockReads();
      // Its own cursors over what it changed: reads of others are still kept out.
      for (const collection of this.#changes.collections) await this.#parts.cursors.readAhead(collection);
      this.#suspended = await this.#changes.takeOut();
      this.#parts.gate.unblockReads();
    });
  }

  #statement(gone: AbortSignal | undefined, run: () => Promise<Buffer>): Promise<Buffer> {
    return this.#inTurn(async () => {
      if (gone?.aborted) throw clientGone();
      this.#mustBeOpen();
      await this.#comeBack();
      return run();
    });
  }

  async #change({ database, collection }: Command, change: () => Promise<Buffer>): Promise<Buffer> {
    const namespace = `${database}.${collection}`;
    await this.#parts.gate.blockReads(namespace);
    await this.#parts.cursors.readAhead(namespace);
    try {
      return await this.#endIfFailed(await change());
    } catch (error) {
      await this.#rollBack();
      throw error;
    }
  }

  async #comeBack(): Promise<void> {
    if (!this.#suspended) return;
    for (const { database, collection } of this.#suspended) {
      const namespace = `${database}.${collection}`;
      await this.#parts.gate.blockReads(namespace);
      await this.#parts.cursors.readAhead(namespace);
    }
    const left = [];
    for (const touched of this.#suspended) left.push(...(await restore(this.#parts.engine, touched)));
    this.#suspended = undefined;
    if (left.length === 0) return;
    await this.#rollBack();
    throw writeConflict();
  }

  async #endIfFailed(reply: Buffer): Promise<Buffer> {
    if (failed(reply)) await this.#rollBack();
    return reply;
  }

  async #rollBack(): Promise<void> {
    if (this.#state !== "open") return;
    if (this.#suspended) await this.#changes.leaveOut();
    else await this.#changes.takeBack();
    await this.#leave("aborted");
  }

  async #leave(state: State): Promise<void> {
    this.#state = state;
    this.#suspended = undefined;
    await this.#parts.cursors.endTransaction(this.#session, this.#number);
    this.#parts.gate.leaveTransaction();
    this.#end.resolve();
  }

  #mustBeOpen(): void {
    if (this.#state === "committed") {
      throw new CommandError("TransactionCommitted", `Transaction ${this.#number} has been committed.`);
    }
    if (this.#state === "aborted") throw noSuchTransaction(this.#number, "has been aborted");
  }

  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#busy += 1;
    const result = this.#tail
      .then(work)
      .catch((error: unknown) => {
        if (error instanceof EngineError) this.#parts.giveUp(error);
        throw error;
      })
      .finally(() => {
        this.#busy -= 1;
        this.#idleSince = performance.now();
      });
    this.#tail = result.catch(() => undefined);
    return result;
  }
}
