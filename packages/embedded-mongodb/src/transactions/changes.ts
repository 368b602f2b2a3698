import { type Catalog, type CollectionFacts, canBeUndone, mustTakeTransactions } from "../server/catalog.js";
import type { Command } from "../server/command.js";
import type { Engine } from "../server/engine.js";
import { idOf } from "../wire/raw-bson.js";
import { runWrite } from "../writes/run-write.js";
import { idKey, keyOf } from "./document-ids.js";
import type { NewOutcome } from "./outcomes.js";
import { documentsById, type Namespace, type Touched } from "./touched-documents.js";
import type { UndoJournal } from "./undo-journal.js";

export interface ChangesParts {
  readonly engine: Engine;
  readonly catalog: Catalog;
  readonly journal: UndoJournal;
}

interface TouchedCollection extends Namespace {
  readonly ids: Map<string, Buffer>;
}

/** The changes of one transaction, or of one retryable write: made, and then kept or taken back as a whole. */
export class Changes {
  readonly #parts: ChangesParts;
  readonly #number: number;
  readonly #inTransaction: boolean;
  readonly #touched = new Map<string, TouchedCollection>();
  readonly #created = new Set<string>();
  #records = 0;

  /** The caller is the only one who writes until the changes are kept or taken back. */
  constructor(parts: ChangesParts, inTransaction: boolean) {
    this.#parts = parts;
    this.#number = parts.journal.nextNumber();
    this.#inTransaction = inTransaction;
  }

  /** Whether there is anything to keep or take back. */
  get any(): boolean {
    return this.#records > 0;
  }

  /** The collections in which documents were touched, as `database.collection`. */
  get collections(): string[] {
    return [...this.#touched.keys()];
  }

  /** The collections that are there only because of these changes, as `database.collection`. */
  get created(): ReadonlySet<string> {
    return this.#created;
  }

  /** Runs a write, its undo records first. Throws what `runWrite` throws; then some of it may have been done. */
  async write(command: Command): Promise<Buffer> {
    const { engine, catalog } = this.#parts;
    const facts = await this.#mayCreate(command);
    if (facts && !canBeUndone(facts)) return engine.send(command.body, command.sequences);
    return runWrite(
      {
        engine,
        catalog,
        inTransaction: this.#inTransaction,
        record: (touched) => this.#record(touched),
      },
      command,
    );
  }

  /** Runs a `create`, so that the collection goes again when the changes are taken back. */
  async create(command: Command): Promise<Buffer> {
    const { engine, catalog } = this.#parts;
    await this.#mayCreate(command);
    catalog.forget();
    try {
      return await engine.send(command.body, command.sequences);
    } finally {
      catalog.forget();
    }
  }

  async keep(outcome: NewOutcome): Promise<void> {
    await this.#parts.journal.commit(this.#number, outcome);
  }

  /** Takes everything back. */
  async takeBack(): Promise<void> {
    if (this.any) await this.#parts.journal.undoAndForget(this.#number);
  }

  /**
   * Takes the changes out of the data for a while.
   *
   * @returns what the touched documents look like now, for `restore`
   */
  async takeOut(): Promise<Touched[]> {
    const now: Touched[] = [];
    for (const { database, collection, ids } of this.#touched.values()) {
      const all = [...ids.values()];
      const images = await documentsById(this.#parts.engine, { database, collection }, all, "whole");
      const there = new Set(images.map(idKey));
      now.push({ database, collection, images, added: all.filter((id) => !there.has(keyOf(id))) });
    }
    await this.#parts.journal.undo(this.#number);
    return now;
  }

  /** Forgets changes that were taken out, and are not to come back. */
  async leaveOut(): Promise<void> {
    await this.#parts.journal.forget(this.#number);
  }

  /** Records a collection that the command is about to create. Answers with what there is already. */
  async #mayCreate({ database, collection }: Command): Promise<CollectionFacts | undefined> {
    if (collection === undefined) return undefined;
    const namespace = `${database}.${collection}`;
    const facts = await this.#parts.catalog.factsOf(database, collection);
    if (this.#inTransaction) mustTakeTransactions(facts, namespace);
    if (facts || this.#created.has(namespace)) return facts;
    this.#created.add(namespace);
    this.#records = await this.#parts.journal.recordCreation(this.#number, this.#records, {
      database,
      collection,
    });
    return undefined;
  }

  /** A document that was recorded before is passed over: how it looked then is what it goes back to. */
  async #record({ database, collection, images, added }: Touched): Promise<void> {
    const key = `${database}.${collection}`;
    const known = this.#touched.get(key) ?? { database, collection, ids: new Map<string, Buffer>() };
    this.#touched.set(key, known);
    const fresh = new Map<string, Buffer>();
    const newImages: Buffer[] = [];
    for (const image of images) {
      const id = idKey(image);
      if (known.ids.has(id) || fresh.has(id)) continue;
      fresh.set(id, idOf(image) ?? image);
      newImages.push(image);
    }
    const newIds: Buffer[] = [];
    for (const id of added) {
      if (known.ids.has(keyOf(id)) || fresh.has(keyOf(id))) continue;
      fresh.set(keyOf(id), id);
      newIds.push(id);
    }
    if (fresh.size === 0) return;
    const touched: Touched = { database, collection, images: newImages, added: newIds };
    this.#records = await this.#parts.journal.record(this.#number, this.#records, touched);
    for (const [id, bytes] of fresh) known.ids.set(id, bytes);
  }
}
