// Brings a fresh clone to where the server, the tests and the checks can run. Every command begins with it; when
// nothing has changed it takes about a second.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { installDependencies } from "./install-dependencies.mjs";
import { Refusal, say } from "./say.mjs";
import { runTurbo } from "./turbo.mjs";
import { root } from "./workspace.mjs";

const OLDEST_NODE = [20, 19];

function checkNodeVersion() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  const [oldestMajor, oldestMinor] = OLDEST_NODE;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return;
  throw new Refusal(
    `Foyer needs Node ${OLDEST_NODE.join(".")} or newer (24 is best); this is ${process.versions.node}`,
  );
}

/** The generated client holds a copy of the engine; without the client, the engine is needed to generate it. */
async function getPrismaEngine() {
  if (existsSync(join(root, "packages/db/generated/client/index.js"))) return;
  // It leans on dependencies, so it can be loaded only now.
  const { findPrismaEngine } = await import("../packages/db/scripts/prisma-engine.mjs");
  await findPrismaEngine(say);
}

/**
 * Installs, gets Prisma's engine, builds.
 *
 * @param {{ quiet?: boolean }} [options] quiet: says nothing of building unless it is slow or fails
 * @returns {Promise<string>} the folder of the pinned pnpm, which turbo needs on its PATH
 */
export async function bootstrap({ quiet = false } = {}) {
  checkNodeVersion();
  const pnpmFolder = await installDependencies();
  await getPrismaEngine();
  await runTurbo("building", "build", pnpmFolder, { quiet });
  return pnpmFolder;
}
