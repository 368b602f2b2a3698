import type { ChangeLog } from "../changes/change-log.js";
import { netChanges } from "../changes/net-changes.js";
import { type Catalog, canBeUndone } from "../server/catalog.js";
import { type Command, durable } from "../server/command.js";
import { type CommandError, clientGone, gateTimeout } from "../server/command-error.js";
import type { Engine } from "../server/engine.js";
import { idKey, keyOf } from "../transactions/document-ids.js";
import type { Touched } from "../transactions/touched-documents.js";
import type { TransactionGate } from "../transactions/transaction-gate.js";
import { idOf } from "../wire/raw-bson.js";
import { runWrite } from "./run-write.js";
import { namespaceOf } from "./write-context.js";

interface OutsideWritesParts {
  readonly engine: Engine;
  readonly catalog: Catalog;
  readonly gate: TransactionGate;
  readonly changeLog: ChangeLog;
}

/**
 * Writes that are neither part of a transaction nor retryable. They run side by side and are the engine's own affair,
 * except in collections that somebody watches: there they run one at a time, so that it is known what they changed.
 */
export class OutsideWrites {
  readonly #parts: OutsideWritesParts;
  readonly #unrecorded = new Set<Promise<unknown>>();

  constructor(parts: OutsideWritesParts) {
    this.#parts = parts;
  }

  /**
   * Runs a write.
   *
   * @param gone of the client, when it waits for an answer
   * @throws CommandError when its turn does not come
   */
  async run(command: Command, gone?: AbortSignal): Promise<Buffer> {
    const { gate, changeLog } = this.#parts;
    if (changeLog.isWatched(namespaceOf(command))) return this.#runRecorded(command, gone);
    if (!(await gate.enterWrite(gone))) throw refused(gone);
    try {
      // Somebody may have come to watch while it waited.
      if (!changeLog.isWatched(namespaceOf(command))) return await this.#runUnrecorded(command);
    } finally {
      gate.leaveWrite();
    }
    return this.#runRecorded(command, gone);
  }

  /** Resolves when the writes that run now without being recorded are over. */
  async settled(): Promise<void> {
    await Promise.allSettled([...this.#unrecorded]);
  }

  async #runUnrecorded(command: Command): Promise<Buffer> {
    const { body, sequences } = durable(command);
    const running = this.#parts.engine.send(body, sequences);
    this.#unrecorded.add(running);
    try {
      return await running;
    } finally {
      this.#unrecorded.delete(running);
    }
  }

  async #runRecorded(command: Command, gone: AbortSignal | undefined): Promise<Buffer> {
    const { gate, changeLog } = this.#parts;
    if (!(await gate.enterExclusiveWrite(gone))) throw refused(gone);
    const { database, collection } = namespaceOf(command);
    try {
      return await this.#record(durable(command));
    } catch (error) {
      // A part of it may have been done.
      changeLog.lose(database, collection);
      throw error;
    } finally {
      gate.leaveTransaction();
    }
  }

  async #record(command: Command): Promise<Buffer> {
    const { engine, catalog, changeLog } = this.#parts;
    const namespace = namespaceOf(command);
    const facts = await catalog.factsOf(namespace.database, namespace.collection);
    if (facts && !canBeUndone(facts)) {
      changeLog.lose(namespace.database, namespace.collection);
      return engine.send(command.body, command.sequences);
    }
    const first = new Map<string, { readonly image?: Buffer; readonly id: Buffer }>();
    const replaced = new Set<string>();
    const record = async ({ images, added }: Touched, how?: "replaced"): Promise<void> => {
      for (const image of images) {
        const key = idKey(image);
        if (how === "replaced") replaced.add(key);
        if (!first.has(key)) first.set(key, { image, id: idOf(image) ?? image });
      }
      for (const id of added) if (!first.has(keyOf(id))) first.set(keyOf(id), { id });
    };
    const reply = await runWrite(
      { engine, catalog, inTransaction: false, isRetryable: false, record },
      command,
    );
    const touched = [...first.values()];
    const changes = await netChanges(
      engine,
      {
        ...namespace,
        images: touched.flatMap(({ image }) => image ?? []),
        added: touched.flatMap(({ image, id }) => (image ? [] : id)),
      },
      replaced,
    );
    // Its answer says that it is on disk, and so is whatever came before.
    changeLog.release(changeLog.append(changes));
    return reply;
  }
}

function refused(gone: AbortSignal | undefined): CommandError {
  return gone?.aborted ? clientGone() : gateTimeout();
}
