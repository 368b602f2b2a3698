import { setTimeout } from "node:timers/promises";
import type { MongoClient } from "mongodb";

/** Is told of changes. Must not throw. */
export interface ChangeListener {
  /** Changes made from now on are told. */
  onBegin(): void;
  /** Something changed since the last call. What, is not told: whoever wants to know reads the present state. */
  onChange(): void;
}

/** Tells when documents change, whatever process changed them, by a change stream. */
export interface ChangeSource {
  /**
   * Tells of changes in some collections until the signal is aborted. Resolves when nothing of it is left at the
   * server.
   *
   * @throws when this database has no change streams for us, and when the stream is lost
   */
  follow(collections: readonly string[], listener: ChangeListener, signal: AbortSignal): Promise<void>;
  /** Closes the connections. What still follows fails. */
  close(): Promise<void>;
}

/** How long the server waits for a change before it answers that there is none, in milliseconds. */
const AWAIT_MS = 10_000;
/**
 * The pause after changes were told, in milliseconds: those that come meanwhile are fetched together, so that a sale
 * that changes something a hundred times a second costs two fetches a second.
 */
const GATHER_MS = 500;

/** What is asked of a connection that has gone silent: to fail a while after the server's answer was due. */
const SOCKET_TIMEOUT_MS = 3 * AWAIT_MS;
/** One waits for changes, and one closes cursors meanwhile. */
const CONNECTIONS = 2;

/**
 * Prisma's client cannot hold a cursor, so this uses MongoDB's driver. It is loaded, and connects, when somebody first
 * follows.
 */
export function createChangeSource(url: string): ChangeSource {
  let opening: Promise<MongoClient> | undefined;
  let isClosed = false;

  async function open(): Promise<MongoClient> {
    const { MongoClient } = await import("mongodb");
    const client = new MongoClient(url, {
      maxPoolSize: CONNECTIONS,
      minPoolSize: 0,
      maxConnecting: CONNECTIONS,
      serverSelectionTimeoutMS: 3_000,
      socketTimeoutMS: SOCKET_TIMEOUT_MS,
      // A change stream has its own start again, and the poll meanwhile.
      retryReads: false,
    });
    try {
      await client.connect();
    } catch (error) {
      await client.close();
      throw error;
    }
    return client;
  }

  async function connected(): Promise<MongoClient> {
    if (isClosed) throw new Error("The database was closed.");
    opening ??= open();
    try {
      return await opening;
    } catch (error) {
      opening = undefined;
      throw error;
    }
  }

  async function read(
    client: MongoClient,
    collections: readonly string[],
    { onBegin, onChange }: ChangeListener,
    signal: AbortSignal,
  ): Promise<void> {
    const pipeline = [
      { $changeStream: {} },
      { $match: { "ns.coll": { $in: collections } } },
      { $project: { _id: 1 } },
    ];
    const command = { aggregate: 1, pipeline, cursor: {}, readConcern: { level: "majority" } };
    const cursor = client.db().runCursorCommand(command, { readPreference: "primary" });
    const close = () => cursor.close().catch(() => {});
    signal.addEventListener("abort", close, { once: true });
    try {
      // The first read opens it, and asks once.
      cursor.setMaxTimeMS(1);
      await cursor.tryNext();
      cursor.setMaxTimeMS(AWAIT_MS);
      if (!signal.aborted) onBegin();
      while (await cursor.hasNext()) {
        cursor.readBufferedDocuments();
        onChange();
        await setTimeout(GATHER_MS, undefined, { signal, ref: false });
      }
      throw new Error("The change stream ended.");
    } finally {
      signal.removeEventListener("abort", close);
      await close();
    }
  }

  return {
    async follow(collections, listener, signal) {
      try {
        const client = await connected();
        if (!signal.aborted) await read(client, collections, listener, signal);
      } catch (error) {
        if (!signal.aborted) throw error;
      }
    },
    async close() {
      isClosed = true;
      const client = await opening?.catch(() => undefined);
      await client?.close();
    },
  };
}

/** Why a change stream failed, in one line that may be logged: without a password. */
export function reasonWithoutChanges(error: unknown): string {
  // The parser's messages may repeat the address with its password.
  if (!(error instanceof Error) || error.name === "MongoParseError") return "its address cannot be read";
  const [line = ""] = error.message.split("\n", 1);
  return "codeName" in error && typeof error.codeName === "string" ? `${error.codeName}: ${line}` : line;
}
