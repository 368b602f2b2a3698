import type { Command } from "../server/command.js";
import { CommandError } from "../server/command-error.js";
import { type Engine, EngineError, failed, RefusedQueryError } from "../server/engine.js";
import { documentsById, idKey, restore, type Touched } from "./touched-documents.js";
import type { TransactionGate } from "./transaction-gate.js";
import type { UndoJournal } from "./undo-journal.js";
import { planWrite } from "./write-plan.js";

export interface TransactionParts {
  readonly engine: Engine;
  readonly journal: UndoJournal;
  readonly gate: TransactionGate;
  /** Called when undoing or committing failed: only a restart can tell what is on disk. */
  readonly giveUp: (error: Error) => never;
}

type State = "open" | "committed" | "aborted";

interface TouchedCollection {
  readonly database: string;
  readonly collection: string;
  readonly ids: Map<string, Buffer>;
}

/**
 * One open transaction: the owner of the gate. Its statements, its end, and its stepping aside for
 * readers all run one after another, whoever asks for them.
 */
export class Transaction {
  readonly #parts: TransactionParts;
  readonly #number: number;
  readonly #touched = new Map<string, TouchedCollection>();
  #state: State = "open";
  #records = 0;
  #tail: Promise<unknown> = Promise.resolve();
  #busy = 0;
  #idleSince = performance.now();
  /** What the data looked like to this transaction, while it has stepped aside. */
  #setAside: Touched[] | undefined;

  #announceEnd: () => void = () => undefined;
  /** Resolves when it has been committed or aborted. */
  readonly ended = new Promise<void>((resolve) => {
    this.#announceEnd = resolve;
  });

  /** The caller has entered the gate for it. */
  constructor(parts: TransactionParts) {
    this.#parts = parts;
    this.#number = parts.journal.nextNumber();
  }

  get state(): State {
    return this.#state;
  }

  /** For how long it has had nothing to do, in milliseconds; 0 while it is at work. */
  get idleFor(): number {
    return this.#busy > 0 ? 0 : performance.now() - this.#idleSince;
  }

  /** Runs something that only reads. As in MongoDB, a statement that fails ends the transaction. */
  read(read: () => Promise<Buffer>): Promise<Buffer> {
    return this.#inTurn(async () => {
      this.#mustBeOpen();
      await this.#comeBack();
      return this.#endIfFailed(await read());
    });
  }

  /** Runs a write, its undo record first. */
  write(command: Command): Promise<Buffer> {
    return this.#inTurn(async () => {
      this.#mustBeOpen();
      await this.#comeBack();
      await this.#parts.gate.shutOutReads(`${command.database}.${command.collection}`);
      try {
        const plan = await planWrite(this.#parts.engine, command);
        await this.#record(plan.touched);
        return await this.#endIfFailed(
          await this.#parts.engine.send(plan.command.body, plan.command.sequences),
        );
      } catch (error) {
        await this.#rollBack();
        if (error instanceof RefusedQueryError) return error.reply;
        throw error;
      }
    });
  }

  /** Makes the changes final. Resolves when they are on disk. */
  async commit(): Promise<void> {
    const mustFlush = await this.#inTurn(async () => {
      this.#mustBeOpen();
      await this.#comeBack();
      const changed = this.#records > 0;
      if (changed) await this.#parts.journal.commit(this.#number);
      this.#leave("committed");
      return changed;
    });
    // The next transaction may start meanwhile: the disk sees the two in the same order.
    if (mustFlush) await this.#parts.journal.flush();
  }

  /** Takes the changes back. Does nothing when the transaction has ended. */
  abort(): Promise<void> {
    return this.#inTurn(() => this.#rollBack());
  }

  /**
   * Takes the changes out of the data until the next statement, so that reads outside see what is
   * committed and need not wait for a transaction whose owner is thinking.
   */
  stepAside(): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#state !== "open" || this.#records === 0 || this.#setAside) return;
      const setAside: Touched[] = [];
      for (const { database, collection, ids } of this.#touched.values()) {
        const all = [...ids.values()];
        const images = await documentsById(this.#parts.engine, { database, collection }, all, "whole");
        setAside.push({ database, collection, ids: all, images });
      }
      await this.#parts.journal.undo(this.#number);
      this.#setAside = setAside;
      this.#parts.gate.letReadsIn();
    });
  }

  async #comeBack(): Promise<void> {
    if (!this.#setAside) return;
    for (const { database, collection } of this.#setAside) {
      await this.#parts.gate.shutOutReads(`${database}.${collection}`);
    }
    for (const touched of this.#setAside) await restore(this.#parts.engine, touched);
    this.#setAside = undefined;
  }

  /** Only the first look at a document counts: that is what it has to go back to. */
  async #record({ database, collection, ids, images }: Touched): Promise<void> {
    const key = `${database}.${collection}`;
    const known = this.#touched.get(key) ?? { database, collection, ids: new Map<string, Buffer>() };
    this.#touched.set(key, known);
    const newIds = new Map(ids.map((id) => [id.toString("latin1"), id] as const));
    for (const id of known.ids.keys()) newIds.delete(id);
    if (newIds.size === 0) return;
    const newImages = new Map(images.map((image) => [idKey(image), image] as const));
    const touched: Touched = {
      database,
      collection,
      ids: [...newIds.values()],
      images: [...newImages].filter(([id]) => newIds.has(id)).map(([, image]) => image),
    };
    this.#records = await this.#parts.journal.record(this.#number, this.#records, touched);
    for (const [id, bytes] of newIds) known.ids.set(id, bytes);
  }

  async #endIfFailed(reply: Buffer): Promise<Buffer> {
    if (failed(reply)) await this.#rollBack();
    return reply;
  }

  async #rollBack(): Promise<void> {
    if (this.#state !== "open") return;
    if (this.#records > 0) {
      if (!this.#setAside) await this.#parts.journal.undo(this.#number);
      await this.#parts.journal.forget(this.#number);
    }
    this.#leave("aborted");
  }

  #leave(state: State): void {
    this.#state = state;
    this.#setAside = undefined;
    this.#touched.clear();
    this.#parts.gate.leaveTransaction();
    this.#announceEnd();
  }

  #mustBeOpen(): void {
    if (this.#state === "open") return;
    throw new CommandError("NoSuchTransaction", "The transaction has been aborted.", [
      "TransientTransactionError",
    ]);
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
