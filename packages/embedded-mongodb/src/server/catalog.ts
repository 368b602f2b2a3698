import { type Document, serialize } from "bson";
import { readDocument } from "../wire/raw-bson.js";
import { CommandError } from "./command-error.js";
import { type Engine, failed } from "./engine.js";

/** What a namespace is, as far as transactions and reads have to know. */
export interface CollectionFacts {
  readonly type: "collection" | "view" | "timeseries";
  readonly capped: boolean;
  /** The default collation; undefined for binary comparison. */
  readonly collation: Document | undefined;
}

/**
 * Caches what each collection is. Only this package sends commands to the engine, and it calls `forget` around
 * every command that may change the answer. Missing collections are not cached, because a write may create one at
 * any moment.
 */
export class Catalog {
  readonly #engine: Engine;
  readonly #facts = new Map<string, CollectionFacts>();
  readonly #views = new Map<string, Promise<ReadonlySet<string>>>();
  #generation = 0;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** To be called before and after a command that creates, drops or changes collections. */
  forget(): void {
    this.#generation += 1;
    this.#facts.clear();
    this.#views.clear();
  }

  /** What the collection is; undefined when there is none. */
  async factsOf(database: string, collection: string): Promise<CollectionFacts | undefined> {
    const key = `${database}.${collection}`;
    const known = this.#facts.get(key);
    if (known) return known;
    const generation = this.#generation;
    const [found] = await this.#list(database, { name: collection });
    if (!found) return undefined;
    const facts: CollectionFacts = {
      type: found.type === "view" || found.type === "timeseries" ? found.type : "collection",
      capped: found.options?.capped === true,
      collation: found.options?.collation,
    };
    if (generation === this.#generation) this.#facts.set(key, facts);
    return facts;
  }

  /** Whether the name is a view's, which shows documents of other collections. */
  async isView(database: string, collection: string): Promise<boolean> {
    let views = this.#views.get(database);
    if (!views) {
      views = this.#list(database, { type: { $ne: "collection" } }).then(
        (list) => new Set(list.map(({ name }) => String(name))),
      );
      this.#views.set(database, views);
      // A failed look-up must not be cached.
      views.catch(() => this.#views.delete(database));
    }
    return (await views).has(collection);
  }

  async #list(database: string, filter: Document): Promise<Document[]> {
    const reply = await this.#engine.send(
      Buffer.from(serialize({ listCollections: 1, filter, cursor: { batchSize: 100_000 }, $db: database })),
    );
    // The name is not a valid database name: the command itself will fail with the engine's error.
    if (failed(reply)) return [];
    return readDocument(reply).cursor.firstBatch;
  }
}

/**
 * Whether its documents can be restored one by one. In a capped collection a write evicts others, a time-series
 * collection has no addressable ones, and a view is not written to.
 */
export function canBeUndone({ capped, type }: CollectionFacts): boolean {
  return !capped && type === "collection";
}

/** Rejects collections that MongoDB does not write to in a transaction. */
export function mustTakeTransactions(facts: CollectionFacts | undefined, namespace: string): void {
  if (facts?.capped) {
    throw new CommandError(
      "OperationNotSupportedInTransaction",
      `Collection '${namespace}' is a capped collection. Writes in transactions are not allowed on capped collections.`,
    );
  }
  if (facts?.type === "timeseries") {
    throw new CommandError(
      "OperationNotSupportedInTransaction",
      `Cannot write to the time-series collection '${namespace}' in a multi-document transaction.`,
    );
  }
}
