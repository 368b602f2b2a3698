import { access, readFile, rm, writeFile } from "node:fs/promises";
import { setTimeout } from "node:timers/promises";
import type { EmbeddedMongo, EmbeddedMongoError, EmbeddedMongoOptions } from "@foyer/embedded-mongodb";
import type { DatabaseChoice } from "./config.js";
import { ConfigError } from "./config-error.js";
import { oneLine } from "./one-line.js";

/** The database of this process: its address, and how to stop it if it is embedded. */
export interface DatabaseServer {
  readonly url: string;
  stop(): Promise<void>;
}

/** The name of the database within the embedded server. */
const NAME = "foyer";

/** What whoever runs a database is told of, and tells. */
export interface DatabaseWatch {
  /** Called when the embedded database exited and could not be restarted, with the reason in one line. */
  readonly onLost: (why: string) => void;
  /** Registers what is done when the program begins to end. */
  readonly onEnding: (notice: () => Promise<void>) => void;
}

/**
 * Starts the embedded database, or returns the address of the external one. An embedded database that exits is
 * restarted; meanwhile requests fail as with any lost database.
 */
export async function provideDatabase(choice: DatabaseChoice, watch: DatabaseWatch): Promise<DatabaseServer> {
  switch (choice.kind) {
    case "external":
      return { url: choice.url, stop: async () => {} };
    case "embedded":
      return superviseEmbedded(choice.directory, watch, (onExit) => startWhenFree(choice.directory, onExit));
  }
}

/** More restarts than the limit within this time mean that restarting does not help. */
const RESTART_WINDOW_MS = 60_000;
const MAX_RESTARTS = 3;

async function superviseEmbedded(
  directory: string,
  { onLost, onEnding }: DatabaseWatch,
  start: (onExit: () => void) => Promise<EmbeddedMongo>,
): Promise<DatabaseServer> {
  const restarts: number[] = [];
  let isStopping = false;
  let mongo = await start(restart);
  const { port } = mongo;
  const url = mongo.url(NAME);
  await writeFile(addressFile(directory), url);
  const hideAddress = () => rm(addressFile(directory), { force: true });
  onEnding(hideAddress);

  function restart(): void {
    const now = Date.now();
    restarts.push(now);
    const recent = restarts.filter((at) => now - at < RESTART_WINDOW_MS);
    if (isStopping) return;
    startAgain(recent.length > MAX_RESTARTS).catch((error: unknown) => onLost(oneLine(error)));
  }

  async function startAgain(isHopeless: boolean): Promise<void> {
    const { describeFullDisk } = await import("@foyer/embedded-mongodb");
    const full = describeFullDisk(directory);
    if (full !== undefined || isHopeless) {
      onLost(full ?? "the embedded database ended unexpectedly");
      return;
    }
    mongo = await startEmbedded({ directory, port, onExit: restart });
    if (isStopping) await mongo.stop();
  }

  return {
    url,
    async stop() {
      isStopping = true;
      await hideAddress();
      await mongo.stop();
    },
  };
}

/** How long the end of another server is waited for, in milliseconds: longer than its shutdown may take. */
const OTHER_END_MS = 15_000;
const LOOK_AGAIN_MS = 200;

/**
 * Starts the embedded database, after a server that uses the directory and is about to end. One that stays is
 * reported at once.
 */
async function startWhenFree(directory: string, onExit: () => void): Promise<EmbeddedMongo> {
  const giveUpAt = Date.now() + OTHER_END_MS;
  for (;;) {
    try {
      return await startEmbedded({ directory, onExit });
    } catch (error) {
      if (Date.now() > giveUpAt || !(await isEndingOwner(error, directory))) throw error;
      await setTimeout(LOOK_AGAIN_MS);
    }
  }
}

/** Whether the directory is in use by a server that has begun to end, was killed, or has only begun to start. */
async function isEndingOwner(error: unknown, directory: string): Promise<boolean> {
  if (!isInUse(error)) return false;
  const hasAddress = await access(addressFile(directory)).then(
    () => true,
    () => false,
  );
  return !hasAddress || (error.owner !== undefined && !isAlive(error.owner.pid));
}

function isInUse(error: unknown): error is EmbeddedMongoError {
  return error instanceof Error && "code" in error && error.code === "DIRECTORY_IN_USE";
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/**
 * The embedded database of a server that is already running, if there is one; otherwise the same as {@link
 * provideDatabase}. For commands that run beside a server, since only one process can open the embedded database.
 */
export async function joinDatabase(choice: DatabaseChoice): Promise<DatabaseServer> {
  if (choice.kind === "external") return { url: choice.url, stop: async () => {} };
  const { directory } = choice;
  try {
    const watch = { onLost: () => {}, onEnding: () => {} };
    return await superviseEmbedded(directory, watch, (onExit) => startEmbedded({ directory, onExit }));
  } catch (error) {
    if (!isInUse(error)) throw error;
    const url = await readFile(addressFile(directory), "utf8").catch(() => {
      throw error;
    });
    return { url, stop: async () => {} };
  }
}

/** The file in which a running server publishes the address of its embedded database. */
function addressFile(directory: string): string {
  return `${directory}.url`;
}

async function startEmbedded(options: EmbeddedMongoOptions): Promise<EmbeddedMongo> {
  // Imported dynamically: production installs omit the package.
  const { startEmbeddedMongo } = await import("@foyer/embedded-mongodb").catch(() => {
    throw new ConfigError(
      "The embedded database is not installed: set DATABASE_URL to a MongoDB replica set",
    );
  });
  return startEmbeddedMongo(options);
}
