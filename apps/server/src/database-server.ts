import { readFile, rm, writeFile } from "node:fs/promises";
import type { EmbeddedMongo, EmbeddedMongoOptions } from "@foyer/embedded-mongodb";
import type { DatabaseChoice } from "./config.js";
import { ConfigError } from "./config-error.js";

/** The database of this process: its address, and how to stop it if it is embedded. */
export interface DatabaseServer {
  readonly url: string;
  stop(): Promise<void>;
}

/** The name of the database within the embedded server. */
const NAME = "foyer";

/**
 * Starts the embedded database, or returns the address of the external one. An embedded database that exits is
 * restarted; meanwhile requests fail as with any lost database.
 *
 * @param onLost called when it exited and could not be restarted
 */
export async function provideDatabase(choice: DatabaseChoice, onLost: () => void): Promise<DatabaseServer> {
  switch (choice.kind) {
    case "external":
      return { url: choice.url, stop: async () => {} };
    case "embedded":
      return superviseEmbedded(choice.directory, onLost);
  }
}

/** More restarts than the limit within this time mean that restarting does not help. */
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
 * The embedded database of a server that is already running, if there is one; otherwise the same as {@link
 * provideDatabase}. For commands that run beside a server, since only one process can open the embedded database.
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
