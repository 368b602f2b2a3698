import { randomUUID } from "node:crypto";
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { type ClearableTokenStore, readTokens } from "./token-store.js";

const MISSING = "ENOENT";

/**
 * Keeps credentials in a file that only its owner can read. It is replaced as a whole, so that a process that ends
 * while writing leaves the old ones, and several processes may share it.
 */
export function fileTokens(path: string): ClearableTokenStore {
  return {
    async get() {
      try {
        return readTokens(await readFile(path, "utf8"));
      } catch (error) {
        if (error instanceof Error && "code" in error && error.code === MISSING) return undefined;
        throw error;
      }
    },
    async set({ sessionToken, refreshToken }) {
      // In the same directory: a file cannot be renamed into another file system.
      const temporary = `${path}.${randomUUID()}`;
      try {
        await writeFile(temporary, JSON.stringify({ sessionToken, refreshToken }), {
          mode: 0o600,
          flag: "wx",
          flush: true,
        });
        await rename(temporary, path);
      } catch (error) {
        await rm(temporary, { force: true });
        throw error;
      }
    },
    clear: () => rm(path, { force: true }),
  };
}
