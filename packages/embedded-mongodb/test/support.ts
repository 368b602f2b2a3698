import { once } from "node:events";
import { connect } from "node:net";
import { type Document, deserialize, serialize } from "bson";
import { MongoClient } from "mongodb";
import { afterAll, beforeAll } from "vitest";
import { type EmbeddedMongo, type EmbeddedMongoOptions, startThrowAwayMongo } from "../src/index.js";
import { encodeCommand } from "../src/wire/wire-message.js";

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
  const deadline = Date.now() + 20_000;
  while (!(await check())) {
    if (Date.now() > deadline) throw new Error("did not happen in 20 s");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
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
