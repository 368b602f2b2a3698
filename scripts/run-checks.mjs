// The checks: types, lint and format, dead code, import direction. All of them run before any makes the command fail.
import { runStep } from "./run-step.mjs";
import { Refusal } from "./say.mjs";
import { runTurbo } from "./turbo.mjs";
import { programOf, root } from "./workspace.mjs";

/** Runs a check that is a program of its own. */
function runProgram(title, args) {
  return runStep(title, process.execPath, args, { cwd: root });
}

/**
 * @param {string} pnpmFolder
 * @returns {Promise<string[]>} the names of those that failed; what they found was printed
 */
export async function runChecks(pnpmFolder) {
  const checks = {
    types: () => runTurbo("checking types", "types", pnpmFolder),
    "lint and format": () =>
      runProgram("checking lint and format", [
        programOf("@biomejs/biome"),
        "check",
        "--error-on-warnings",
        ".",
      ]),
    // The build's compiler configuration says which source a package's dist/ comes from.
    "dead code": () =>
      runProgram("checking for dead code", [
        programOf("knip"),
        "--no-progress",
        "--no-config-hints",
        "--tsConfig=tsconfig.build.json",
      ]),
    "import direction": () => runProgram("checking import direction", ["scripts/check-imports.mjs"]),
  };
  const failed = [];
  for (const [name, check] of Object.entries(checks)) {
    try {
      await check();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      console.error(`foyer: ${error.message}`);
      failed.push(name);
    }
  }
  return failed;
}
