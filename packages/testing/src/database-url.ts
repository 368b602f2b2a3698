import { randomUUID } from "node:crypto";
import { inject } from "vitest";

declare module "vitest" {
  interface ProvidedContext {
    /** The addresses of the databases that the files of the workers share; the global set-up provides them. */
    databaseUrls: readonly string[];
  }
}

/** The address of the database that all tests of this worker share. */
export function databaseUrl(): string {
  const urls = inject("databaseUrls");
  // Vitest counts the workers that run at once from 1.
  const url = urls[(Number(process.env.VITEST_POOL_ID ?? 1) - 1) % urls.length];
  if (url === undefined) throw new Error("The global set-up provides a database.");
  return url;
}

/** The address of a new, empty database on the run's server. It is dropped when the run ends. */
export function ownDatabaseUrl(): string {
  return otherDatabase(databaseUrl(), `${databaseName(databaseUrl())}_${randomUUID().slice(0, 8)}`);
}

// Not by URL: an address may name several hosts.
const ADDRESS = /^(mongodb(?:\+srv)?:\/\/[^/?]+)(?:\/([^?]*))?(\?.*)?$/;

/** The address of another database on the same server. */
export function otherDatabase(url: string, name: string): string {
  const [, server, , options = ""] = ADDRESS.exec(url) ?? [];
  if (server === undefined) throw new Error("This is not the address of a MongoDB.");
  return `${server}/${name}${options}`;
}

/** The database that an address names; empty if it names none. */
export function databaseName(url: string): string {
  return ADDRESS.exec(url)?.[2] ?? "";
}
