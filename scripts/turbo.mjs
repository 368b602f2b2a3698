// Runs turbo, which knows what must be built again and in which order.
import { pnpmEnvironment } from "./pnpm.mjs";
import { runStep } from "./run-step.mjs";
import { programOf, root } from "./workspace.mjs";

/**
 * @param {string} pnpmFolder turbo starts each package's script through pnpm
 * @returns {NodeJS.ProcessEnv}
 */
export function turboEnvironment(pnpmFolder) {
  return {
    ...pnpmEnvironment(pnpmFolder),
    TURBO_TELEMETRY_DISABLED: "1",
    TURBO_NO_UPDATE_NOTIFIER: "1",
    DO_NOT_TRACK: "1",
  };
}

/**
 * Runs a task of turbo.json in all packages that have it.
 *
 * @param {string} title
 * @param {string} task
 * @param {string} pnpmFolder
 * @param {{ quiet?: boolean }} [options]
 */
export async function runTurbo(title, task, pnpmFolder, { quiet = false } = {}) {
  const args = [
    programOf("turbo"),
    "run",
    task,
    "--output-logs=errors-only",
    "--continue=dependencies-successful",
  ];
  await runStep(title, process.execPath, args, { cwd: root, quiet, env: turboEnvironment(pnpmFolder) });
}
