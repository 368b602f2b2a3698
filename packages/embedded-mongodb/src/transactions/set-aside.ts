import { type Document, ObjectId, serialize } from "bson";
import { type Engine, failed } from "../server/engine.js";
import { sealed } from "../wire/raw-bson.js";
import type { NotRestored } from "./restore.js";

const COLLECTION = "setAside";
const LONGEST_REASON = 500;
/** Bytes of set-aside data in one document, below the size limit of documents. */
const PART_BYTES = 8_000_000;

/**
 * The parts of an unfinished transaction that could not be undone. They are kept in `setAside` of the journal's
 * database, so that nothing is lost and the directory can be opened, and reported in one line.
 */
export class SetAside {
  readonly #engine: Engine;
  readonly #database: string;
  readonly #log: (line: string) => void;

  constructor(engine: Engine, database: string, log: (line: string) => void) {
    this.#engine = engine;
    this.#database = database;
    this.#log = log;
  }

  /** Documents that could not be restored. */
  async documents(list: readonly NotRestored[]): Promise<void> {
    const [first] = list;
    if (!first) return;
    for (const { database, collection, document, why } of list) {
      await this.#keep({ db: database, collection, why: shortened(why) }, document);
    }
    const where = [...new Set(list.map(({ database, collection }) => `${database}.${collection}`))].join(
      ", ",
    );
    this.#say(`${list.length} of the documents to put back in ${where}`, first.why);
  }

  /** Undo records that cannot be read. */
  async records(list: readonly Buffer[], why: unknown): Promise<void> {
    if (list.length === 0) return;
    const reason = why instanceof Error ? why.message : String(why);
    for (const record of list) await this.#keep({ why: shortened(reason) }, record);
    this.#say(`${list.length} undo records`, reason);
  }

  async #keep(about: Document, bytes: Buffer): Promise<void> {
    const of = new ObjectId();
    const parts = Math.ceil(bytes.length / PART_BYTES);
    for (let part = 0; part < parts; part += 1) {
      const piece = bytes.subarray(part * PART_BYTES, (part + 1) * PART_BYTES);
      const document = { of, part, parts, at: new Date(), ...about, bytes: sealed(piece) };
      const body = Buffer.from(serialize({ insert: COLLECTION, documents: [document], $db: this.#database }));
      // There is no other place for it; the line that follows reports that something was left.
      if (failed(await this.#engine.send(body))) return;
    }
  }

  #say(what: string, why: string): void {
    this.#log(
      `embedded MongoDB: ${what} could not be applied and were set aside in ${this.#database}.${COLLECTION}: ${shortened(why)}`,
    );
  }
}

function shortened(why: string): string {
  const line = why.replace(/\s+/g, " ");
  return line.length > LONGEST_REASON ? `${line.slice(0, LONGEST_REASON)}…` : line;
}
