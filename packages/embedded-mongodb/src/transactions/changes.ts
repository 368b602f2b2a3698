import type { Change, ChangeLog } from "../changes/change-log.js";
import { netChanges } from "../changes/net-changes.js";
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
  readonly changeLog: ChangeLog;
}

interface TouchedCollection extends Namespace {
  readonly ids: Map<string, Buffer>;
  /** The keys of those that were replaced as a whole. */
  readonly replaced: Set<string>;
}

/** The changes of one transaction, or of one retryable write: kept or undone as a whole. */
export class Changes {
  readonly #parts: ChangesParts;
  readonly #number: number;
  readonly #inTransaction: boolean;
  readonly #touched = new Map<string, TouchedCollection>();
  readonly #created = new Set<string>();
  #records = 0;
  /** The last of them in the log of changes. */
  #logged = 0;

  /** The caller is the only writer until the changes are kept or undone. */
  constructor(parts: ChangesParts, inTransaction: boolean) {
    this.#parts = parts;
    this.#number = parts.journal.nextNumber();
    this.#inTransaction = inTransaction;
  }

  /** Whether there is anything to keep or undo. */
  get any(): boolean {
    return this.#records > 0;
  }

  /** The collections in which documents were touched, as `database.collection`. */
  get collections(): string[] {
    return [...this.#touched.keys()];
  }

  /** The collections that these changes created, as `database.collection`. */
  get created(): ReadonlySet<string> {
    return this.#created;
  }

  /** Runs a write, after its undo records. Throws what `runWrite` throws; part of it may have been done then. */
  async write(command: Command): Promise<Buffer> {
    const { engine, catalog } = this.#parts;
    const facts = await this.#mayCreate(command);
    if (facts && !canBeUndone(facts)) {
      this.#parts.changeLog.lose(command.database, command.collection);
      return engine.send(command.body, command.sequences);
    }
    return runWrite(
      {
        engine,
        catalog,
        inTransaction: this.#inTransaction,
        isRetryable: !this.#inTransaction,
        record: (touched, how) => this.#record(touched, how),
      },
      command,
    );
  }

  /** Runs a `create`, so that undoing the changes drops the collection. */
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

  /** Makes them final. The caller is still the only writer. */
  async keep(outcome: NewOutcome): Promise<void> {
    const told = await this.#toTell();
    await this.#parts.journal.commit(this.#number, outcome);
    if (told.length > 0) this.#logged = this.#parts.changeLog.append(told);
  }

  /** Resolves when what was kept is on disk. Whoever watches is told then. */
  async settle(): Promise<void> {
    await this.#parts.journal.flush();
    this.#parts.changeLog.release(this.#logged);
  }

  /** Undoes everything. */
  async takeBack(): Promise<void> {
    if (this.any) await this.#parts.journal.undoAndForget(this.#number);
  }

  /**
   * Takes the changes out of the data for a while.
   *
   * @returns the present images of the touched documents, for `restore`
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

  /** Discards changes that were taken out. */
  async leaveOut(): Promise<void> {
    await this.#parts.journal.forget(this.#number);
  }

  /** What those who watch have to be told. */
  async #toTell(): Promise<Change[]> {
    const { engine, journal, changeLog } = this.#parts;
    const watched = [...this.#touched.values()].filter((one) => changeLog.isWatched(one));
    if (watched.length === 0) return [];
    try {
      const told: Change[] = [];
      for (const touched of await journal.formsBefore(this.#number)) {
        if (!changeLog.isWatched(touched)) continue;
        const replaced = this.#touched.get(`${touched.database}.${touched.collection}`)?.replaced;
        told.push(...(await netChanges(engine, touched, replaced ?? new Set())));
      }
      return told;
    } catch {
      // The changes are what counts. Streams end rather than leave something out.
      for (const { database, collection } of watched) changeLog.lose(database, collection);
      return [];
    }
  }

  /** Records a collection that the command is about to create. Returns what exists already. */
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

  /** A document that was recorded before is skipped: it is restored to its first image. */
  async #record({ database, collection, images, added }: Touched, how?: "replaced"): Promise<void> {
    const key = `${database}.${collection}`;
    const known = this.#touched.get(key) ?? { database, collection, ids: new Map(), replaced: new Set() };
    this.#touched.set(key, known);
    if (how === "replaced") for (const image of images) known.replaced.add(idKey(image));
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
