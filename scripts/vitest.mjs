// Runs Vitest once with one of the repository's two configurations.
import { runChild } from "./run-child.mjs";
import { say } from "./say.mjs";
import { programOf, root } from "./workspace.mjs";

/**
 * @param {string} config the configuration file, relative to the root
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<number>} Vitest's exit code
 */
export function runVitest(config, env = process.env) {
  say("running the tests…");
  const reporters = ["--reporter=default"];
  // .ci/run adds up the counts of both runs.
  if (env.FOYER_TEST_REPORT) reporters.push("--reporter=json", `--outputFile.json=${env.FOYER_TEST_REPORT}`);
  const args = [programOf("vitest"), "run", `--config=${config}`, ...reporters, ...process.argv.slice(2)];
  return runChild(process.execPath, args, { cwd: root, env });
}
