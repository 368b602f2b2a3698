import { randomUUID } from "node:crypto";
import { inject } from "vitest";

declare module "vitest" {
  interface ProvidedContext {
    /** The address of the database that all tests of a run share; the global set-up provides it. */
    databaseUrl: string;
  }
}

/** The address of the database that all tests of a run share. */
export function databaseUrl(): string {
  return inject("databaseUrl");
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
