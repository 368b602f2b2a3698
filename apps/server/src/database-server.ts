import type { EmbeddedMongo } from "@foyer/embedded-mongodb";
import type { DatabaseChoice } from "./config.js";
import { ConfigError } from "./config.js";

/** The database that this process uses: its address, and how to end it if it is ours. */
export interface DatabaseServer {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Starts the embedded database, or takes the one it is pointed to as it is.
 *
 * @param onLost called when the embedded database ends without having been stopped
 */
export async function provideDatabase(choice: DatabaseChoice, onLost: () => void): Promise<DatabaseServer> {
  switch (choice.kind) {
    case "external":
      return { url: choice.url, stop: async () => {} };
    case "embedded": {
      const mongo = await startEmbedded(choice.directory, onLost);
      return { url: mongo.url("foyer"), stop: () => mongo.stop() };
    }
  }
}

async function startEmbedded(directory: string, onLost: () => void): Promise<EmbeddedMongo> {
  // Imported only here: a production install leaves the package out.
  const { startEmbeddedMongo } = await import("@foyer/embedded-mongodb").catch(() => {
    throw new ConfigError("The embedded database is not installed: set DATABASE_URL to a MongoDB replica set");
  });
  return startEmbeddedMongo({ directory, onExit: onLost });
}
