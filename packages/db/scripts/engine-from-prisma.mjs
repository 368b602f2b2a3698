// Fetches the engine with Prisma's own downloader, which checks its published hashes and honours
// PRISMA_ENGINES_MIRROR.
import { fork } from "node:child_process";
import { existsSync, realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ENGINE_COMMIT } from "./engine-facts.mjs";

/** Without progress for this long the download is given up: some networks drop packets instead of rejecting them. */
const STALL_MS = 20_000;

const here = fileURLToPath(import.meta.url);
const require = createRequire(import.meta.url);

/** Prisma's name for this platform, such as "debian-openssl-3.0.x". */
export function prismaTarget() {
  const fetchEngine = createRequire(require.resolve("@prisma/fetch-engine"));
  return fetchEngine("@prisma/get-platform").getBinaryTargetForCurrentPlatform();
}

/**
 * The file name under which Prisma looks for the engine of a platform.
 *
 * @param {string} target
 */
export function engineFileName(target) {
  return require("@prisma/fetch-engine").getBinaryName("libquery-engine", target);
}

/**
 * Fetches the engine into a folder. It runs in a child process, because only a process can be stopped reliably.
 *
 * @param {string} folder an existing folder
 * @param {string} target
 * @returns {Promise<string>} the file
 */
export function fetchEngineFromPrisma(folder, target) {
  const file = join(folder, engineFileName(target));
  // An engine named by the caller's environment would make fetch-engine skip the download.
  const { PRISMA_QUERY_ENGINE_LIBRARY: _, ...env } = process.env;
  return new Promise((resolve, reject) => {
    const child = fork(here, [folder, target], { env, stdio: ["ignore", "ignore", "ignore", "ipc"] });
    let problem = "it ended without a message";
    const stop = () => {
      problem = `no answer for ${STALL_MS / 1000} seconds`;
      child.kill("SIGKILL");
    };
    let stalled = setTimeout(stop, STALL_MS);
    child.on("message", (message) => {
      clearTimeout(stalled);
      stalled = setTimeout(stop, STALL_MS);
      if (typeof message === "string") problem = message;
    });
    child.on("error", (error) => {
      problem = error.message;
    });
    child.on("close", (code) => {
      clearTimeout(stalled);
      if (code === 0 && existsSync(file)) resolve(file);
      else reject(new Error(problem));
    });
  });
}

if (realpathSync(process.argv[1]) === here) {
  const [folder, target] = process.argv.slice(2);
  try {
    await require("@prisma/fetch-engine").download({
      binaries: { "libquery-engine": folder },
      binaryTargets: [target],
      version: ENGINE_COMMIT,
      showProgress: true,
      progressCb: (share) => process.send(share),
    });
    process.disconnect();
  } catch (error) {
    process.send(error.message, () => process.exit(1));
  }
}
