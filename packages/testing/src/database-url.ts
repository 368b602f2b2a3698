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
