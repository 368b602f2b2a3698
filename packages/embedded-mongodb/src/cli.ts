#!/usr/bin/env node
import { parseArgs } from "node:util";
import { startEmbeddedMongo } from "./host/embedded-mongo.js";
import { EmbeddedMongoError } from "./host/embedded-mongo-error.js";

const USAGE = "usage: cli.js --directory <folder> [--port <number>]";

function exitWith(line: string): never {
  process.stderr.write(`${line}\n`);
  process.exit(1);
}

function options(): { directory: string; port: number } {
  try {
    const { values } = parseArgs({ options: { directory: { type: "string" }, port: { type: "string" } } });
    const port = Number(values.port ?? 0);
    if (!values.directory || !Number.isInteger(port) || port < 0 || port > 65_535) return exitWith(USAGE);
    return { directory: values.directory, port };
  } catch {
    return exitWith(USAGE);
  }
}

try {
  const mongo = await startEmbeddedMongo({
    ...options(),
    onExit: ({ code, signal }) =>
      exitWith(`The embedded MongoDB has ended (${signal ?? `exit code ${code}`}).`),
  });
  const keepAlive = setInterval(() => undefined, 2 ** 30);
  const stop = async (): Promise<void> => {
    clearInterval(keepAlive);
    await mongo.stop();
  };
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  process.stdout.write(`${mongo.url()}\n`);
} catch (error) {
  if (error instanceof EmbeddedMongoError) exitWith(error.message);
  throw error;
}
