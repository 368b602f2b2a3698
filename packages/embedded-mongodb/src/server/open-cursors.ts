import { type Document, deserialize, Long, serialize } from "bson";
import type { ReadScope } from "../transactions/transaction-gate.js";
import { ANYTHING } from "../transactions/transaction-gate.js";
import {
  arrayElement,
  BsonType,
  documentElement,
  documentOf,
  documentsIn,
  type Element,
  elementsOf,
  fieldsOf,
  isTruthy,
  plainElements,
  stringValue,
} from "../wire/raw-bson.js";
import type { Command, SessionFields } from "./command.js";
import { CommandError } from "./command-error.js";
import type { Engine } from "./engine.js";

const IDLE_MS = 10 * 60_000;
const LARGEST_REPLY = 16 * 1024 * 1024;
/** Bytes read ahead of a client's cursor. A transaction's own cursors are read to their end, whatever their size. */
const MOST_READ_AHEAD = 64 * 1024 * 1024;

interface OpenCursor {
  readonly id: bigint;
  readonly namespace: string;
  readonly scope: ReadScope;
  /** The transaction that opened it. */
  readonly transaction: { readonly session: string; readonly number: bigint } | undefined;
  /** Documents that were read ahead of the client. */
  ahead: Buffer[];
  /** Whether the engine has more. */
  isLive: boolean;
  lastUsed: number;
}

/**
 * The cursors that clients have open. An engine cursor reads the data as it is now: it would return a transaction's
 * uncommitted changes, or a document twice after it was taken out and put back. So before a transaction changes
 * documents of a collection, the cursors over it are read ahead.
 */
export class OpenCursors {
  readonly #engine: Engine;
  readonly #cursors = new Map<bigint, OpenCursor>();

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** Records the cursor in a reply, if it is left open. */
  note(command: Command, reply: Buffer, scope: ReadScope): void {
    const cursor = fieldsOf(reply).get("cursor");
    if (cursor?.type !== BsonType.document) return;
    const fields = fieldsOf(cursor.value);
    const id = idIn(fields.get("id"));
    // A tailable cursor has no end.
    if (id === 0n || isTruthy(fieldsOf(command.body).get("tailable"))) return;
    this.#cursors.set(id, {
      id,
      namespace: stringValue(fields.get("ns")) ?? "",
      scope,
      transaction: transactionOf(command.session),
      ahead: [],
      isLive: true,
      lastUsed: performance.now(),
    });
  }

  /** The scope a `getMore` will read; undefined when it is answered from what was read ahead. */
  scopeOf(command: Command): ReadScope | undefined {
    const cursor = this.#cursors.get(idIn(fieldsOf(command.body).get("getMore")));
    if (!cursor) return ANYTHING;
    return cursor.isLive ? cursor.scope : undefined;
  }

  /**
   * Rejects a `getMore` that MongoDB rejects: a cursor stays in the transaction it was opened in, or outside of any.
   *
   * @throws CommandError 50738 to 50741
   */
  mayContinue(command: Command): void {
    const cursor = this.#cursors.get(idIn(fieldsOf(command.body).get("getMore")));
    if (!cursor) return;
    const asked = transactionOf(command.session);
    const opened = cursor.transaction;
    if (!opened && !asked) return;
    const start = `Cannot run getMore on cursor ${cursor.id}, which was`;
    if (!opened) {
      throw new CommandError(
        "Location50739",
        `${start} not created in a transaction, in transaction ${asked?.number}`,
      );
    }
    if (!asked) {
      throw new CommandError(
        "Location50740",
        `${start} created in transaction ${opened.number}, without a txnNumber`,
      );
    }
    if (asked.session !== opened.session) {
      throw new CommandError("Location50738", `${start} created in another session`);
    }
    if (asked.number !== opened.number) {
      throw new CommandError(
        "Location50741",
        `${start} created in transaction ${opened.number}, in transaction ${asked.number}`,
      );
    }
  }

  /** Answers a `getMore`. */
  async more(command: Command): Promise<Buffer> {
    const fields = fieldsOf(command.body);
    const cursor = this.#cursors.get(idIn(fields.get("getMore")));
    if (!cursor || (cursor.isLive && cursor.ahead.length === 0)) {
      const reply = await this.#engine.send(command.body, command.sequences);
      const left = fieldsOf(fieldsOf(reply).get("cursor")?.value ?? documentOf([])).get("id");
      if (cursor) cursor.lastUsed = performance.now();
      if (cursor && idIn(left) === 0n) this.#cursors.delete(cursor.id);
      return reply;
    }
    cursor.lastUsed = performance.now();
    const batch = takeBatch(cursor, countIn(fields.get("batchSize")));
    const isOver = cursor.ahead.length === 0 && !cursor.isLive;
    if (isOver) this.#cursors.delete(cursor.id);
    const answer = documentOf([
      arrayElement("nextBatch", batch),
      ...plainElements({ id: Long.fromBigInt(isOver ? 0n : cursor.id), ns: cursor.namespace }),
    ]);
    return documentOf([documentElement("cursor", answer), ...plainElements({ ok: 1 })]);
  }

  /** Answers a `killCursors`, also for cursors that exist only here, read ahead to their end. */
  async kill(command: Command): Promise<Buffer> {
    const list = fieldsOf(command.body).get("cursors");
    const ids = list?.type === BsonType.array ? elementsOf(list.value).map(idIn) : [];
    const onlyHere = ids.filter((id) => this.#cursors.get(id)?.isLive === false);
    for (const id of ids) this.#cursors.delete(id);
    if (onlyHere.length === 0) return this.#engine.send(command.body, command.sequences);
    const others = ids.filter((id) => !onlyHere.includes(id));
    const reply = await this.#killInEngine(command.database, command.collection ?? "", others);
    return Buffer.from(
      serialize({
        ...reply,
        cursorsKilled: [...onlyHere.map((id) => Long.fromBigInt(id)), ...reply.cursorsKilled],
      }),
    );
  }

  /**
   * Reads ahead of the cursors over a collection that a transaction is about to change. The caller blocks reads of
   * it meanwhile.
   */
  async readAhead(collection: string): Promise<void> {
    for (const cursor of this.#cursors.values()) {
      if (!cursor.isLive || !(cursor.scope === ANYTHING || cursor.scope === collection)) continue;
      const most = cursor.transaction ? Number.POSITIVE_INFINITY : MOST_READ_AHEAD;
      let bytes = cursor.ahead.reduce((sum, { length }) => sum + length, 0);
      const [database = "", name = ""] = parted(cursor.namespace);
      while (cursor.isLive && bytes < most) {
        const body = {
          getMore: Long.fromBigInt(cursor.id),
          collection: name,
          batchSize: 10_000,
          $db: database,
        };
        const answer = fieldsOf(await this.#engine.send(Buffer.from(serialize(body)))).get("cursor");
        const fields = fieldsOf(answer?.value ?? documentOf([]));
        const batch = documentsIn(fields.get("nextBatch"));
        cursor.ahead.push(...batch);
        for (const { length } of batch) bytes += length;
        // A cursor that fails now is over: the client gets what came before.
        if (idIn(fields.get("id")) === 0n) cursor.isLive = false;
      }
    }
  }

  /** Closes the cursors of a transaction that has ended. */
  async endTransaction(session: string, number: bigint): Promise<void> {
    for (const cursor of [...this.#cursors.values()]) {
      if (cursor.transaction?.session === session && cursor.transaction.number === number) {
        await this.#drop(cursor);
      }
    }
  }

  /** Drops cursors unused for ten minutes, as the engine does. */
  async dropIdle(): Promise<void> {
    const limit = performance.now() - IDLE_MS;
    for (const cursor of [...this.#cursors.values()]) if (cursor.lastUsed < limit) await this.#drop(cursor);
  }

  async #drop(cursor: OpenCursor): Promise<void> {
    this.#cursors.delete(cursor.id);
    const [database = "", name = ""] = parted(cursor.namespace);
    if (cursor.isLive) await this.#killInEngine(database, name, [cursor.id]);
  }

  async #killInEngine(database: string, collection: string, ids: readonly bigint[]): Promise<Document> {
    if (ids.length === 0) {
      return { cursorsKilled: [], cursorsNotFound: [], cursorsAlive: [], cursorsUnknown: [], ok: 1 };
    }
    const cursors = ids.map((id) => Long.fromBigInt(id));
    const body = serialize({ killCursors: collection, cursors, $db: database });
    // The ids are 64 bits long, and stay so.
    return deserialize(await this.#engine.send(Buffer.from(body)), { promoteValues: false });
  }
}

function transactionOf(session: SessionFields | undefined): OpenCursor["transaction"] {
  if (!session?.inTransaction || session.number === undefined) return undefined;
  return { session: session.id, number: session.number };
}

function takeBatch(cursor: OpenCursor, most: number): Buffer[] {
  let count = 0;
  let bytes = 0;
  for (const { length } of cursor.ahead) {
    if (count > 0 && (count >= most || bytes + length > LARGEST_REPLY)) break;
    count += 1;
    bytes += length;
  }
  return cursor.ahead.splice(0, count);
}

/** `database.collection`, cut at the first dot: a database's name has none. */
function parted(namespace: string): [string, string] {
  const dot = namespace.indexOf(".");
  return [namespace.slice(0, dot), namespace.slice(dot + 1)];
}

function idIn(element: Element | undefined): bigint {
  return element?.type === BsonType.int64 ? element.value.readBigInt64LE(0) : 0n;
}

function countIn(element: Element | undefined): number {
  if (element?.type === BsonType.int32) return element.value.readInt32LE(0) || Number.POSITIVE_INFINITY;
  if (element?.type === BsonType.double) return element.value.readDoubleLE(0) || Number.POSITIVE_INFINITY;
  if (element?.type === BsonType.int64)
    return Number(element.value.readBigInt64LE(0)) || Number.POSITIVE_INFINITY;
  return Number.POSITIVE_INFINITY;
}
