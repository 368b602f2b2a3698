import type { Document } from "bson";
import type { Engine } from "../server/engine.js";
import { arrayElement, documentOf, plainElements, sealed } from "../wire/raw-bson.js";
import { GroupFlush } from "./group-flush.js";
import { byCollection, inParts, readRecord, restore, type Touched } from "./touched-documents.js";

/** Where the undo records live. Not shown by `listDatabases`. */
export const JOURNAL_DATABASE = "foyer_embedded_journal";
const UNDO = "undo";
const COMMITS = "commits";
const LAST = "lastCommitted";
const COMMITS_BETWEEN_CLEANINGS = 100;

/**
 * How each document looked before a transaction touched it.
 *
 * A record is written before the change it belongs to. WiredTiger's own journal recovers a prefix
 * of what was written, so no change can outlive its record and records need no flush of their own.
 * The commit point is one write: the number of the last committed transaction. Records with a
 * higher number belong to a transaction that never committed and are applied on the next start.
 */
export class UndoJournal {
  readonly #engine: Engine;
  readonly #flush: GroupFlush;
  #lastNumber: number;
  #sinceCleaning = 0;

  private constructor(engine: Engine, lastNumber: number) {
    this.#engine = engine;
    this.#lastNumber = lastNumber;
    this.#flush = new GroupFlush(() => this.#mark("flush", 0, true));
  }

  /** Opens the journal and rolls back what a crash left unfinished. */
  static async open(engine: Engine): Promise<UndoJournal> {
    const [mark] = (await engine.run({ find: COMMITS, filter: { _id: LAST }, $db: JOURNAL_DATABASE })).cursor
      .firstBatch;
    const last = typeof mark?.number === "number" ? mark.number : 0;
    const journal = new UndoJournal(engine, last);
    await journal.#forget(upTo(last));
    await journal.#undo(after(last));
    await journal.#forget(after(last));
    await journal.#flush.flush();
    return journal;
  }

  nextNumber(): number {
    this.#lastNumber += 1;
    return this.#lastNumber;
  }

  /** Writes the undo record of `touched`. `sequence` counts up from 0 within the transaction. */
  async record(number: number, sequence: number, touched: Touched): Promise<number> {
    let next = sequence;
    for (const part of inParts(touched)) {
      const record = documentOf([
        ...plainElements({
          _id: { t: number, n: next },
          db: touched.database,
          collection: touched.collection,
        }),
        arrayElement("ids", part.ids),
        ...plainElements({ images: part.images.map(sealed) }),
      ]);
      await this.#engine.run({ insert: UNDO, $db: JOURNAL_DATABASE }, [
        { name: "documents", documents: record },
      ]);
      next += 1;
    }
    return next;
  }

  /** Puts back what transaction `number` touched. May be repeated. */
  async undo(number: number): Promise<void> {
    await this.#undo(of(number));
  }

  /** Drops the records of a transaction that was undone. */
  async forget(number: number): Promise<void> {
    await this.#forget(of(number));
  }

  /** The commit point. Seen by everyone when this resolves; on disk when `flush` resolves. */
  async commit(number: number): Promise<void> {
    await this.#mark(LAST, number, false);
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

  async #mark(id: string, number: number, j: boolean): Promise<void> {
    await this.#engine.run({
      update: COMMITS,
      updates: [{ q: { _id: id }, u: { $set: { number, at: new Date() } }, upsert: true }],
      writeConcern: { w: 1, j },
      $db: JOURNAL_DATABASE,
    });
  }

  async #undo(_id: Document): Promise<void> {
    const records = await this.#engine.findRaw(JOURNAL_DATABASE, UNDO, plainElements({ filter: { _id } }));
    for (const touched of byCollection(records.map(readRecord))) await restore(this.#engine, touched);
  }

  async #forget(_id: Document): Promise<void> {
    await this.#engine.run({ delete: UNDO, deletes: [{ q: { _id }, limit: 0 }], $db: JOURNAL_DATABASE });
  }
}

const LAST_RECORD = Number.MAX_SAFE_INTEGER;

function of(number: number): Document {
  return { $gte: { t: number, n: 0 }, $lte: { t: number, n: LAST_RECORD } };
}

function upTo(number: number): Document {
  return { $lte: { t: number, n: LAST_RECORD } };
}

function after(number: number): Document {
  return { $gt: { t: number, n: LAST_RECORD } };
}
