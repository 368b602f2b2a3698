import { type Document, serialize } from "bson";
import { readDocument } from "../wire/raw-bson.js";
import type { OutsideWrites } from "../writes/outside-writes.js";
import { parseCommand } from "./command.js";
import { CommandError } from "./command-error.js";
import type { Engine } from "./engine.js";

/** Deletes what TTL indexes say has expired, as MongoDB's background task does. */
export class TtlSweep {
  readonly #engine: Engine;
  readonly #writes: OutsideWrites;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();

  constructor(engine: Engine, writes: OutsideWrites) {
    this.#engine = engine;
    this.#writes = writes;
  }

  start(seconds: number): void {
    this.#timer = setInterval(() => {
      this.#running = this.#running.then(() => this.sweep());
    }, seconds * 1000);
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#running;
  }

  /** One pass over all collections. A collection that vanishes meanwhile is passed over. */
  async sweep(): Promise<void> {
    for (const { name: database } of (await this.#try({ listDatabases: 1, $db: "admin" }))?.databases ?? []) {
      const collections = await this.#list(database, { listCollections: 1, filter: { type: "collection" } });
      for (const { name } of collections) {
        for (const index of await this.#list(database, { listIndexes: name })) {
          if (typeof index.expireAfterSeconds === "number") await this.#expire(database, name, index);
        }
      }
    }
  }

  async #expire(database: string, collection: string, index: Document): Promise<void> {
    const [field, ...others] = Object.keys(index.key);
    if (field === undefined || others.length > 0) return; // as MongoDB: single-field indexes only
    const before = new Date(Date.now() - index.expireAfterSeconds * 1000);
    // Matching an array means that its earliest date has passed.
    const expired: Document = { [field]: { $lt: before } };
    const q = index.partialFilterExpression ? { $and: [expired, index.partialFilterExpression] } : expired;
    const body = serialize({ delete: collection, deletes: [{ q, limit: 0 }], $db: database });
    try {
      await this.#writes.run(parseCommand(Buffer.from(body), []));
    } catch (error) {
      // Rejected because of a long transaction: the next sweep deletes it.
      if (!(error instanceof CommandError)) throw error;
    }
  }

  async #list(database: string, command: Document): Promise<Document[]> {
    const reply = await this.#try({ ...command, cursor: { batchSize: 10_000 }, $db: database });
    return reply?.cursor.firstBatch ?? [];
  }

  async #try(command: Document): Promise<Document | undefined> {
    const reply = readDocument(await this.#engine.send(Buffer.from(serialize(command))));
    return reply.ok === 1 ? reply : undefined;
  }
}
