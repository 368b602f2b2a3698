import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Document, deserialize, serialize } from "bson";
import { MongoClient } from "mongodb";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { nodeCommand } from "../src/host/node-command.js";
import {
  type EmbeddedMongo,
  type EmbeddedMongoOptions,
  startEmbeddedMongo,
  startThrowAwayMongo,
} from "../src/index.js";
import { encodeCommand, MessageSplitter, type Sequence } from "../src/wire/wire-message.js";

export interface Running {
  readonly mongo: EmbeddedMongo;
  readonly client: MongoClient;
}

/** One throw-away database and one client for the tests of a file. */
export function useMongo(options: Omit<EmbeddedMongoOptions, "directory"> = {}): () => Running {
  let running: Running | undefined;
  beforeAll(async () => {
    const mongo = await startThrowAwayMongo(options);
    running = {
      mongo,
      client: await new MongoClient(mongo.url("test"), { serverSelectionTimeoutMS: 3000 }).connect(),
    };
  });
  afterAll(async () => {
    await running?.client.close();
    await running?.mongo.stop();
  });
  return () => {
    if (!running) throw new Error("not started");
    return running;
  };
}

/** Polls until `check` answers true; fails after 20 seconds. */
export async function eventually(check: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!(await check())) {
    if (Date.now() > deadline) throw new Error("did not happen in 60 s");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** A connection of its own, on which commands are sent as they are, session fields and all. */
export interface RawConnection {
  /** Sends one command and waits for its reply. Rejects when the connection goes away before. */
  send(command: Document, sequences?: readonly Sequence[]): Promise<Document>;
  /** Sends commands without waiting for anything. */
  post(...commands: Document[]): void;
  close(): void;
}

/** Opens a connection that knows nothing of drivers' rules. Replies keep the types of their numbers. */
export async function openRaw(port: number): Promise<RawConnection> {
  const socket = connect(port, "127.0.0.1");
  await once(socket, "connect");
  const splitter = new MessageSplitter();
  const waiting: ((reply: Buffer | undefined) => void)[] = [];
  socket.on("error", () => undefined); // "close" follows
  socket.on("close", () => {
    for (const settle of waiting.splice(0)) settle(undefined);
  });
  socket.on("data", (chunk) => {
    for (const message of splitter.push(chunk)) waiting.shift()?.(message.subarray(21));
  });
  const write = (command: Document, sequences: readonly Sequence[] = []): boolean =>
    socket.write(encodeCommand(Buffer.from(serialize(command)), sequences));
  return {
    async send(command, sequences) {
      if (socket.destroyed) throw new Error("the connection is gone");
      const replied = new Promise<Buffer | undefined>((resolve) => waiting.push(resolve));
      write(command, sequences);
      const reply = await replied;
      if (!reply) throw new Error("the connection is gone");
      return deserialize(reply, { promoteValues: false, bsonRegExp: true, validation: { utf8: false } });
    },
    post(...commands) {
      for (const command of commands) {
        waiting.push(() => undefined);
        write(command);
      }
    },
    close: () => socket.destroy(),
  };
}

/**
 * Sends commands over a connection of their own, one after another, with session fields a driver
 * would not let through. Answers with the last reply.
 */
export async function sendRaw(port: number, ...commands: Document[]): Promise<Document> {
  const socket = connect(port, "127.0.0.1");
  let reply: Document = {};
  for (const command of commands) {
    socket.write(encodeCommand(Buffer.from(serialize(command)), []));
    const [chunk] = await once(socket, "data");
    reply = deserialize(chunk.subarray(21));
  }
  socket.destroy();
  return reply;
}

/**
 * Runs a script on a directory that nobody has open, with `engine` and `bson` at hand: for what no client may do, such
 * as damaging the journal.
 */
export async function withEngine(directory: string, script: string): Promise<void> {
  const [command, ...args] = await nodeCommand(() => undefined);
  const source = `
    import * as bson from "bson";
    import { Engine } from "../dist/server/engine.js";
    const engine = await Engine.open(${JSON.stringify(directory)});
    ${script}
    await engine.close();
    process.exit(0);`;
  const child = spawn(command, [...args, "--input-type=module", "-e", source], {
    cwd: import.meta.dirname,
    stdio: ["ignore", "ignore", "inherit"],
  });
  const [code] = await once(child, "exit");
  if (code !== 0) throw new Error(`the script ended with ${code}`);
}

/** A directory for a database of its own, and a way to start one on it. */
export function useDirectory() {
  let directory = "";
  let mongo: EmbeddedMongo | undefined;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "foyer-embedded-test-"));
  });
  afterEach(async () => {
    await mongo?.stop();
    rmSync(directory, { recursive: true, force: true });
  });
  return {
    path: () => directory,
    async start(options: Omit<EmbeddedMongoOptions, "directory"> = {}) {
      const started = await startEmbeddedMongo({ ...options, directory });
      mongo = started;
      const client = new MongoClient(started.url("test"), { serverSelectionTimeoutMS: 1000 });
      await client.connect();
      return {
        mongo: started,
        client,
        async kill() {
          await started.kill();
          await client.close();
        },
        async stop() {
          await client.close();
          await started.stop();
        },
      };
    },
  };
}
