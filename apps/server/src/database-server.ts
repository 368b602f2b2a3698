import { readFile, rm, writeFile } from "node:fs/promises";
import type { EmbeddedMongo, EmbeddedMongoOptions } from "@foyer/embedded-mongodb";
import type { DatabaseChoice } from "./config.js";
import { ConfigError } from "./config-error.js";

/** The database that this process uses: its address, and how to end it if it is ours. */
export interface DatabaseServer {
  readonly url: string;
  stop(): Promise<void>;
}

/** The database's name within the embedded server. */
const NAME = "foyer";

/**
 * Starts the embedded database, or takes the one it is pointed to as it is. An embedded one that ends by
 * itself is started again in its place; until then callers are told to come back, as with any lost database.
 *
 * @param onLost called when it ended and cannot be started again
 */
export async function provideDatabase(choice: DatabaseChoice, onLost: () => void): Promise<DatabaseServer> {
  switch (choice.kind) {
    case "external":
      return { url: choice.url, stop: async () => {} };
    case "embedded":
      return superviseEmbedded(choice.directory, onLost);
  }
}

/** Restarts within this time count together; more of them than that, and something is wrong with the database. */
const RESTART_WINDOW_MS = 60_000;
const MAX_RESTARTS = 3;

async function superviseEmbedded(directory: string, onLost: () => void): Promise<DatabaseServer> {
  const restarts: number[] = [];
  let isStopping = false;
  let mongo = await startEmbedded({ directory, onExit: restart });
  const { port } = mongo;
  const url = mongo.url(NAME);
  await writeFile(addressFile(directory), url);

  function restart(): void {
    const now = Date.now();
    restarts.push(now);
    const recent = restarts.filter((at) => now - at < RESTART_WINDOW_MS);
    if (isStopping || recent.length > MAX_RESTARTS) {
      onLost();
      return;
    }
    startEmbedded({ directory, port, onExit: restart }).then(
      (again) => {
        mongo = again;
        if (isStopping) void again.stop();
      },
      () => onLost(),
    );
  }

  return {
    url,
    async stop() {
      isStopping = true;
      await rm(addressFile(directory), { force: true });
      await mongo.stop();
    },
  };
}

/**
 * The database of the server that runs already, if one does; else the same as {@link provideDatabase}. For
 * commands that look at the data beside a running server: only one process can hold the embedded database.
 */
export async function joinDatabase(choice: DatabaseChoice, onLost: () => void): Promise<DatabaseServer> {
  try {
    return await provideDatabase(choice, onLost);
  } catch (error) {
    const isInUse = error instanceof Error && "code" in error && error.code === "DIRECTORY_IN_USE";
    if (choice.kind !== "embedded" || !isInUse) throw error;
    const url = await readFile(addressFile(choice.directory), "utf8").catch(() => {
      throw error;
    });
    return { url, stop: async () => {} };
  }
}

/** Where a running server says how to reach its embedded database. */
function addressFile(directory: string): string {
  return `${directory}.url`;
}

async function startEmbedded(options: EmbeddedMongoOptions): Promise<EmbeddedMongo> {
  // Imported only here: a production install leaves the package out.
  const { startEmbeddedMongo } = await import("@foyer/embedded-mongodb").catch(() => {
    throw new ConfigError(
      "The embedded database is not installed: set DATABASE_URL to a MongoDB replica set",
    );
  });
  return startEmbeddedMongo(options);
}
