import type { Document } from "bson";
import type { Catalog } from "../server/catalog.js";
import { type Engine, RefusedQueryError } from "../server/engine.js";
import { documentOf, fieldsOf, plainElements, stringValue } from "../wire/raw-bson.js";
import { failureOf } from "../writes/write-reply.js";
import { GroupFlush } from "./group-flush.js";
import { netUndo } from "./net-undo.js";
import { type NewOutcome, Outcomes } from "./outcomes.js";
import { restore } from "./restore.js";
import { SetAside } from "./set-aside.js";
import { type Namespace, readRecord, recordsOf, type Touched } from "./touched-documents.js";

/** The database of the undo records. Hidden from `listDatabases`; clients may only read it. */
export const JOURNAL_DATABASE = "foyer_embedded_journal";
const UNDO = "undo";
const COMMITS = "commits";
const LAST = "lastCommitted";
const COMMITS_BETWEEN_CLEANINGS = 100;

export interface JournalParts {
  readonly engine: Engine;
  readonly catalog: Catalog;
  /** Receives one line about what could not be undone. */
  readonly log: (line: string) => void;
}

/**
 * The form of each document before a transaction touched it.
 *
 * A record is written before the change it belongs to. WiredTiger's own journal recovers a prefix
 * of what was written, so no change can outlive its record and records need no flush of their own.
 * The commit point is one write: the outcome of the session's transaction, with the commit's number. Records with a
 * higher number than the last commit's belong to a transaction that never committed and are applied on the next start.
 */
export class UndoJournal {
  readonly #engine: Engine;
  readonly #catalog: Catalog;
  readonly #setAside: SetAside;
  readonly #flush: GroupFlush;
  readonly outcomes: Outcomes;
  #lastNumber = 0;
  #lastCommitted = 0;
  #sinceCleaning = 0;

  private constructor({ engine, catalog, log }: JournalParts) {
    this.#engine = engine;
    this.#catalog = catalog;
    this.#setAside = new SetAside(engine, JOURNAL_DATABASE, log);
    this.#flush = new GroupFlush(() => this.#mark("flush", 0, true));
    this.outcomes = new Outcomes(engine, JOURNAL_DATABASE);
  }

  /**
   * Opens the journal and rolls back what a crash left unfinished. What cannot be rolled back is set aside, so that
   * the directory can always be opened.
   */
  static async open(parts: JournalParts): Promise<UndoJournal> {
    const journal = new UndoJournal(parts);
    await journal.#recover();
    return journal;
  }

  nextNumber(): number {
    this.#lastNumber += 1;
    return this.#lastNumber;
  }

  /**
   * Writes the undo records of `touched`. `sequence` counts up from 0 within the transaction.
   *
   * @returns the next sequence number
   * @throws CommandError when a record would be too large; none is written then
   * @throws RefusedQueryError when the engine takes no such record
   */
  async record(number: number, sequence: number, touched: Touched): Promise<number> {
    const records = recordsOf(touched, number, sequence);
    for (const record of records) await this.#insert(record);
    return sequence + records.length;
  }

  /** Records that a collection is about to be created, so that an abort drops it. */
  async recordCreation(
    number: number,
    sequence: number,
    { database, collection }: Namespace,
  ): Promise<number> {
    await this.#insert(
      documentOf(plainElements({ _id: { t: number, n: sequence }, db: database, created: collection })),
    );
    return sequence + 1;
  }

  /** Restores what transaction `number` touched. Idempotent. Collections that it created stay. */
  async undo(number: number): Promise<void> {
    await this.#undo(await this.#records(of(number)));
  }

  /** What transaction `number` touched, as it was before. */
  async formsBefore(number: number): Promise<Touched[]> {
    const records = await this.#records(of(number));
    const touched = records.filter((record) => !createdIn(record)).map(readRecord);
    return netUndo(this.#engine, this.#catalog, JOURNAL_DATABASE, touched);
  }

  /** As `undo`, and drops the transaction's collections and records. */
  async undoAndForget(number: number): Promise<void> {
    const records = await this.#records(of(number));
    await this.#undo(records);
    await this.#dropCreated(records);
    await this.#forget(of(number));
  }

  /** Drops what `undo` has emptied already, and the records. */
  async forget(number: number): Promise<void> {
    await this.#dropCreated(await this.#records(of(number)));
    await this.#forget(of(number));
  }

  /** The commit point. Seen by everyone when this resolves; on disk when `flush` resolves. */
  async commit(number: number, outcome: NewOutcome): Promise<void> {
    await this.outcomes.write(number, outcome);
    this.#lastCommitted = number;
    this.#sinceCleaning += 1;
    if (this.#sinceCleaning >= COMMITS_BETWEEN_CLEANINGS) {
      this.#sinceCleaning = 0;
      await this.#forget(upTo(number));
    }
  }

  /** Resolves when everything written before this call is on disk. Callers share a flush. */
  flush(): Promise<void> {
    return this.#flush.flush();
  }

  /** Deletes old outcomes. To be called periodically. */
  async prune(): Promise<void> {
    await this.outcomes.prune(() => this.#mark(LAST, this.#lastCommitted, false));
  }

  async #recover(): Promise<void> {
    const [mark] = (await this.#engine.run({ find: COMMITS, filter: { _id: LAST }, $db: JOURNAL_DATABASE }))
      .cursor.firstBatch;
    const marked = typeof mark?.number === "number" ? mark.number : 0;
    const last = Math.max(marked, await this.outcomes.load());
    this.#lastNumber = last;
    this.#lastCommitted = last;
    await this.#forget(upTo(last));
    const left = await this.#records({ $exists: true });
    await this.#undo(left);
    await this.#dropCreated(left);
    await this.#forget({ $exists: true });
    await this.#flush.flush();
  }

  async #insert(record: Buffer): Promise<void> {
    const body = documentOf(plainElements({ insert: UNDO, $db: JOURNAL_DATABASE }));
    const refusal = failureOf(await this.#engine.send(body, [{ name: "documents", documents: record }]));
    // Without its undo record the change is not made: this is the client's reply.
    if (refusal) throw new RefusedQueryError(refusal);
  }

  async #mark(id: string, number: number, j: boolean): Promise<void> {
    await this.#engine.run({
      update: COMMITS,
      updates: [{ q: { _id: id }, u: { $set: { number, at: new Date() } }, upsert: true }],
      writeConcern: { w: 1, j },
      $db: JOURNAL_DATABASE,
    });
  }

  /** The records in the order they were written. */
  #records(_id: Document): Promise<Buffer[]> {
    return this.#engine.findRaw(JOURNAL_DATABASE, UNDO, plainElements({ filter: { _id }, sort: { _id: 1 } }));
  }

  async #undo(records: readonly Buffer[]): Promise<void> {
    const touched: Touched[] = [];
    const unreadable: Buffer[] = [];
    for (const record of records) {
      if (createdIn(record)) continue;
      try {
        touched.push(readRecord(record));
      } catch {
        unreadable.push(record);
      }
    }
    await this.#setAside.records(unreadable, "not an undo record");
    let net: Touched[];
    try {
      net = await netUndo(this.#engine, this.#catalog, JOURNAL_DATABASE, touched);
    } catch (error) {
      await this.#setAside.records(records, error);
      return;
    }
    const left = [];
    for (const one of net) left.push(...(await restore(this.#engine, one)));
    await this.#setAside.documents(left);
  }

  /** Drops a collection only when it is empty: all that the transaction inserted is gone by now. */
  async #dropCreated(records: readonly Buffer[]): Promise<void> {
    for (const record of records) {
      const created = createdIn(record);
      if (!created) continue;
      const { database, collection } = created;
      const [document] = await this.#engine
        .findRaw(database, collection, plainElements({ limit: 1 }))
        .catch(() => [record]);
      if (document) continue;
      this.#catalog.forget();
      await this.#engine.send(documentOf(plainElements({ drop: collection, $db: database })));
      this.#catalog.forget();
    }
  }

  async #forget(_id: Document): Promise<void> {
    await this.#engine.run({ delete: UNDO, deletes: [{ q: { _id }, limit: 0 }], $db: JOURNAL_DATABASE });
  }
}

function createdIn(record: Buffer): Namespace | undefined {
  const fields = fieldsOf(record);
  const database = stringValue(fields.get("db"));
  const collection = stringValue(fields.get("created"));
  return database && collection ? { database, collection } : undefined;
}

const LAST_RECORD = Number.MAX_SAFE_INTEGER;

function of(number: number): Document {
  return { $gte: { t: number, n: 0 }, $lte: { t: number, n: LAST_RECORD } };
}

function upTo(number: number): Document {
  return { $lte: { t: number, n: LAST_RECORD } };
}
