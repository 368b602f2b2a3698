import { type Document, deserialize, Long, serialize } from "bson";
import type { Engine } from "../server/engine.js";
import { BsonType, elementsOf, fieldsOf, plainElements, sealed } from "../wire/raw-bson.js";

/** The outcome of the last transaction or retryable write of a session. */
export interface Outcome {
  readonly number: bigint;
  readonly kind: "transaction" | "write";
}

/** An outcome that is about to become final. */
export interface NewOutcome extends Outcome {
  readonly session: string;
  /** The reply to a retryable write. */
  readonly answer?: Buffer;
}

const SESSIONS = "sessions";
const ANSWERS = "answers";
const KEPT_MS = 30 * 60_000;
const MOST_SESSIONS = 100_000;
/** A longer reply is stored in parts, because it can be as large as a document. */
const PART_BYTES = 8_000_000;

interface Kept extends Outcome {
  readonly at: number;
}

/**
 * The outcomes of recent commits and retryable writes, one for each session, in the journal's database. The document
 * of a session is the commit point itself: it holds the number of the commit, so that an outcome is stored
 * exactly when it happened. Kept as MongoDB keeps them, for half an hour after the session's last one.
 */
export class Outcomes {
  readonly #engine: Engine;
  readonly #database: string;
  /** In order, the latest last. */
  readonly #kept = new Map<string, Kept>();

  constructor(engine: Engine, database: string) {
    this.#engine = engine;
    this.#database = database;
  }

  /** Reads the stored outcomes and returns the highest commit number. Unreadable ones are skipped. */
  async load(): Promise<number> {
    const found = await this.#engine.findRaw(
      this.#database,
      SESSIONS,
      plainElements({ projection: { answer: 0 }, sort: { at: 1 } }),
    );
    let last = 0;
    for (const raw of found) {
      const { _id, txn, kind, commit, at } = deserialize(raw, { useBigInt64: true });
      if (typeof commit === "number") last = Math.max(last, commit);
      if (typeof _id !== "string" || typeof txn !== "bigint" || !(at instanceof Date)) continue;
      if (kind === "transaction" || kind === "write") {
        this.#kept.set(_id, { number: txn, kind, at: at.getTime() });
      }
    }
    return last;
  }

  of(session: string): Outcome | undefined {
    return this.#kept.get(session);
  }

  /** Makes `commit` the last commit and stores its outcome, in one write. */
  async write(commit: number, outcome: NewOutcome): Promise<void> {
    const { session, number, kind, answer } = outcome;
    const at = new Date();
    const isLong = answer !== undefined && answer.length > PART_BYTES;
    if (isLong) await this.#writeParts(session, answer);
    const fields: Document = { _id: session, txn: Long.fromBigInt(number), kind, commit, at };
    if (isLong) fields.answerBytes = answer.length;
    else if (answer) fields.answer = sealed(answer);
    await this.#engine.run({
      update: SESSIONS,
      updates: [{ q: { _id: session }, u: fields, upsert: true }],
      writeConcern: { w: 1, j: false },
      $db: this.#database,
    });
    this.#kept.delete(session);
    this.#kept.set(session, { number, kind, at: at.getTime() });
  }

  /** The reply to the session's last retryable write. */
  async answerOf(session: string): Promise<Buffer | undefined> {
    const [kept] = await this.#find(SESSIONS, { _id: session });
    if (!kept) return undefined;
    const answer = bytesIn(kept, "answer");
    if (answer) return answer;
    const parts = await this.#find(ANSWERS, { session }, { sort: { part: 1 } });
    return Buffer.concat(parts.flatMap((part) => bytesIn(part, "bytes") ?? []));
  }

  /** Deletes what is older than half an hour, and the oldest when there are too many. `mark` is called first. */
  async prune(mark: () => Promise<void>): Promise<void> {
    const limit = Date.now() - KEPT_MS;
    const old: string[] = [];
    for (const [session, { at }] of this.#kept) {
      if (at >= limit && this.#kept.size - old.length <= MOST_SESSIONS) break;
      old.push(session);
    }
    if (old.length === 0) return;
    // The commit numbers are in these documents: the highest must be stored elsewhere before they are deleted.
    await mark();
    for (const session of old) this.#kept.delete(session);
    for (let start = 0; start < old.length; start += 1000) {
      const some = old.slice(start, start + 1000);
      await this.#delete(SESSIONS, { _id: { $in: some } });
      await this.#delete(ANSWERS, { session: { $in: some } });
    }
  }

  async #writeParts(session: string, answer: Buffer): Promise<void> {
    await this.#delete(ANSWERS, { session });
    for (let part = 0; part * PART_BYTES < answer.length; part += 1) {
      const bytes = sealed(answer.subarray(part * PART_BYTES, (part + 1) * PART_BYTES));
      await this.#engine.run({ insert: ANSWERS, documents: [{ session, part, bytes }], $db: this.#database });
    }
  }

  async #delete(collection: string, q: Document): Promise<void> {
    await this.#engine.run({ delete: collection, deletes: [{ q, limit: 0 }], $db: this.#database });
  }

  #find(collection: string, filter: Document, options: Document = {}): Promise<Buffer[]> {
    const body = elementsOf(Buffer.from(serialize({ filter, ...options })));
    return this.#engine.findRaw(
      this.#database,
      collection,
      body.map(({ bytes }) => bytes),
    );
  }
}

/** The content of a binary field: its value is a length, a subtype and then the bytes. */
function bytesIn(document: Buffer, field: string): Buffer | undefined {
  const element = fieldsOf(document).get(field);
  return element?.type === BsonType.binary ? element.value.subarray(5) : undefined;
}
