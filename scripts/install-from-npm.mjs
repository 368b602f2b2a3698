// Programs that must be there before the dependencies are installed: Node 24 and pnpm, at exact versions.
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { runStep } from "./run.mjs";

/** One folder a user and version, so that other clones need no network. */
function cacheFolder(name, version) {
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), ".cache");
  return join(cache, "foyer", `${name}-${version}`);
}

/**
 * @param {string} name
 * @param {string} version
 */
export function isCached(name, version) {
  return existsSync(cacheFolder(name, version));
}

/**
 * Installs a package into the user's cache, unless it is there.
 *
 * @param {string} name
 * @param {string} version exact
 * @returns {Promise<string>} the `node_modules` folder that holds it
 */
export async function installFromNpm(name, version) {
  const folder = cacheFolder(name, version);
  if (!isCached(name, version)) {
    const parent = join(folder, "..");
    await mkdir(parent, { recursive: true });
    // Moved into place when complete: the cache never holds half a package, whoever else installs it meanwhile.
    const work = await mkdtemp(join(parent, "installing-"));
    try {
      const options = ["--no-audit", "--no-fund", "--no-save", "--prefer-offline", "--loglevel=error"];
      const args = ["install", "--prefix", work, ...options, `${name}@${version}`];
      await runStep(`getting ${name} ${version}`, "npm", args, { cwd: work, quiet: true });
      await rename(work, folder).catch((error) => {
        if (!existsSync(folder)) throw error;
      });
    } finally {
      await rm(work, { recursive: true, force: true });
    }
  }
  return join(folder, "node_modules");
}
