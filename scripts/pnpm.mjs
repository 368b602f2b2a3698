// The pinned pnpm, through npx: newcomers need not have pnpm, and all use the same one.
import { existsSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { runStep } from "./run-step.mjs";
import { root } from "./workspace.mjs";

/** The version that package.json pins, such as "12.21.0". */
export function pinnedPnpm() {
  const { packageManager } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  return packageManager.replace(/^pnpm@/, "").replace(/\+.*/, "");
}

/**
 * Asks npx for the pinned pnpm, downloading it the first time.
 *
 * @returns {Promise<string>} the folder that holds its binary, for the PATH of what needs it (turbo does)
 */
export async function pnpmFolder() {
  const version = pinnedPnpm();
  const args = [
    "--yes",
    "--prefer-offline",
    `--package=pnpm@${version}`,
    "--",
    "node",
    "-p",
    "process.env.PATH",
  ];
  const path = await runStep(`getting pnpm ${version}`, "npx", args, { cwd: root, quiet: true });
  const line = path.trim().split("\n").at(-1) ?? "";
  const folder = line.split(delimiter).find((entry) => existsSync(join(entry, "pnpm")));
  if (!folder) throw new Error(`npx did not bring pnpm ${version}`);
  return folder;
}

/**
 * The environment for pnpm and for what runs it.
 *
 * @param {string} folder see {@link pnpmFolder}
 * @returns {NodeJS.ProcessEnv}
 */
export function pnpmEnvironment(folder) {
  return {
    ...process.env,
    PATH: `${folder}${delimiter}${process.env.PATH}`,
    // It is the pinned one already: it need not look for itself in the registry, which fails without network.
    pnpm_config_pm_on_fail: "ignore",
    // Dependencies are installed by the step before; pnpm need not check them again for each package's script.
    pnpm_config_verify_deps_before_run: "false",
    pnpm_config_update_notifier: "false",
  };
}
