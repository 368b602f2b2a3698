import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { DirectoryOwner } from "../host/child-protocol.js";

/** Only the process that holds the engine's lock writes it, so whoever finds the directory in use may believe it. */
const FILE = "foyer-owner.json";

/** Notes who uses a directory. For people only, so a failure to write it does not matter. */
export function noteOwner(directory: string, owner: DirectoryOwner): void {
  try {
    writeFileSync(join(directory, FILE), JSON.stringify(owner));
  } catch {
    // Whoever meets the lock is told less.
  }
}

/** Who uses a directory that is in use; undefined when that was not noted. */
export function readOwner(directory: string): DirectoryOwner | undefined {
  try {
    const noted: unknown = JSON.parse(readFileSync(join(directory, FILE), "utf8"));
    if (typeof noted !== "object" || noted === null || !("pid" in noted) || !("command" in noted))
      return undefined;
    const { pid, command } = noted;
    return typeof pid === "number" && typeof command === "string" ? { pid, command } : undefined;
  } catch {
    return undefined;
  }
}
