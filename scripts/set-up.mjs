// Brings a fresh clone to where the server, the tests and the checks can run: dependencies, Prisma's engine, build.
// When nothing has changed it takes about a second.
import { existsSync, readFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { installFromNpm } from "./install-from-npm.mjs";
import { root, runStep, say } from "./run.mjs";

/** Puts this Node and the pnpm that package.json pins first on the PATH: turbo and the packages' scripts look there. */
export async function providePnpm() {
  const { packageManager } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const version = packageManager.replace("pnpm@", "");
  const bin = join(await installFromNpm("pnpm", version), ".bin");
  Object.assign(process.env, {
    PATH: [bin, dirname(process.execPath), process.env.PATH].join(delimiter),
    // This is the pinned version: it need not look for that in the registry, which fails without a network.
    pnpm_config_pm_on_fail: "ignore",
    // The dependencies are up to date before turbo runs: pnpm need not check them again for each script.
    pnpm_config_verify_deps_before_run: "false",
    pnpm_config_update_notifier: "false",
    TURBO_TELEMETRY_DISABLED: "1",
    TURBO_NO_UPDATE_NOTIFIER: "1",
    DO_NOT_TRACK: "1",
  });
  return version;
}

/** What the lockfile says, development dependencies too: building needs them, in production as well. */
async function installDependencies(pnpmVersion) {
  const args = ["install", "--frozen-lockfile", "--prefer-offline", "--prod=false"];
  await runStep(`installing dependencies (pnpm ${pnpmVersion})`, "pnpm", args, {
    quiet: existsSync(join(root, "node_modules/.modules.yaml")),
    // CI keeps pnpm from asking questions that nobody would see.
    env: { ...process.env, CI: "true" },
  });
}

/** Here rather than in turbo's `generate` only, so that its progress and its one line of failure are seen. */
async function providePrismaEngine() {
  // The generated client holds a copy of the engine.
  if (existsSync(join(root, "packages/db/generated/client/index.js"))) return;
  // Imported late: it needs dependencies.
  const { findPrismaEngine } = await import("../packages/db/scripts/prisma-engine.mjs");
  await findPrismaEngine(say);
}

/**
 * Runs tasks of turbo.json in all packages that have them.
 *
 * @param {string} title
 * @param {readonly string[]} tasks
 * @param {{ quiet?: boolean }} [options]
 */
export async function runTasks(title, tasks, options) {
  const args = ["run", ...tasks, "--continue=dependencies-successful"];
  await runStep(title, "node_modules/.bin/turbo", args, options);
}

/**
 * Installs, gets Prisma's engine, builds.
 *
 * @param {{ quiet?: boolean }} [options] quiet: says nothing of building unless it is slow or fails
 */
export async function setUp({ quiet = false } = {}) {
  await installDependencies(await providePnpm());
  await providePrismaEngine();
  await runTasks("building", ["build"], { quiet });
}
