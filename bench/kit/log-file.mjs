import { closeSync, openSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";

/** How often a log is searched for the line that is waited for, in milliseconds. */
const POLL_MS = 20;

/**
 * A file that a process writes its standard output to, as a service manager gives one to a server in production. A
 * pipe to the bench would cost the machine a second reader.
 *
 * @param {string} directory
 */
export function openLog(directory) {
  const path = join(directory, "stdout.log");
  const fd = openSync(path, "a");
  return {
    /** For the process's `stdio`. */
    fd,
    /** The first match in what was written so far; waits for it until the process has ended. */
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
