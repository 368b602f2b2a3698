import { closeSync, openSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";

/** How often a log is searched for the line that is waited for, in milliseconds. */
const POLL_MS = 20;

/**
 * A file for a process's standard output, as a service manager provides in production. A pipe to the bench would take
 * CPU time for reading it.
 *
 * @param {string} directory
 */
export function openLog(directory) {
  const path = join(directory, "stdout.log");
  const fd = openSync(path, "a");
  return {
    /** For the process's `stdio`. */
    fd,
    /** The first match in the output; waits for it until the process ends. */
    async find(pattern, ended) {
      let isOver = false;
      void ended.then(() => {
        isOver = true;
      });
      for (;;) {
        const match = pattern.exec(await readFile(path, "utf8"));
        if (match !== null) return match;
        if (isOver) throw new Error("The process ended before it was ready.");
        await setTimeout(POLL_MS);
      }
    },
    close: () => closeSync(fd),
  };
}
