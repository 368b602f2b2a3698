// Checks that a file is the query engine that Prisma needs: by its hash where that is known, and by loading it.
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { ENGINE_COMMIT } from "./engine-facts.mjs";

/** @param {string} file */
export async function sha256Of(file) {
  return createHash("sha256")
    .update(await readFile(file))
    .digest("hex");
}

/**
 * Loads the engine in a process of its own, so that a library that does not fit this machine cannot crash ours.
 *
 * @param {string} file
 * @returns {Promise<string | undefined>} what is wrong with it, or nothing
 */
export async function findEngineProblem(file) {
  const program =
    "const m = { exports: {} }; process.dlopen(m, process.argv[1]); process.stdout.write(m.exports.version().commit)";
  try {
    const { stdout } = await promisify(execFile)(process.execPath, ["-e", program, file], {
      timeout: 30_000,
    });
    return stdout === ENGINE_COMMIT ? undefined : `it is of commit ${stdout}, not ${ENGINE_COMMIT}`;
  } catch (error) {
    const line = /Error: (.*)/.exec(String(error.stderr))?.[1];
    return `it does not load: ${line ?? error.message.split("\n")[0]}`;
  }
}
