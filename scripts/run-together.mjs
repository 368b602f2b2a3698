// Runs several programs side by side until one of them ends or somebody says stop; then all of them end.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { say } from "./say.mjs";
import { root } from "./workspace.mjs";

/** As long as the server may take to finish what it was asked, and a little. */
const END_WITHIN_MS = 12_000;

/**
 * @typedef {object} Program
 * @property {string} name the prefix of each of its lines
 * @property {readonly string[]} args for Node
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env]
 * @property {true} [wholeGroup] whether its children must be told to stop too, because it does not tell them
 */

/** Starts a program in a group of its own, so that a terminal's Ctrl-C reaches it only through us, and once. */
function start({ name, args, cwd = root, env = process.env }) {
  const child = spawn(process.execPath, args, {
    cwd,
    env,
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on("line", (line) => console.log(`${name.padEnd(6)} | ${line}`));
  }
  return child;
}

/** Sends a signal to a program that may have ended already. */
function signalTo(child, signal, wholeGroup) {
  if (child.pid === undefined) return;
  try {
    process.kill(wholeGroup ? -child.pid : child.pid, signal);
  } catch (error) {
    if (error.code !== "ESRCH") throw error;
  }
}

/**
 * @param {readonly Program[]} programs
 * @returns {Promise<number>} 0 when somebody said stop, 1 when a program ended by itself
 */
export async function runTogether(programs) {
  let exitCode;
  const running = programs.map((program) => ({ program, child: start(program) }));
  const endAll = (code) => {
    if (exitCode !== undefined) return;
    exitCode = code;
    for (const { program, child } of running) signalTo(child, "SIGTERM", program.wholeGroup);
    setTimeout(() => {
      for (const { child } of running) signalTo(child, "SIGKILL", true);
    }, END_WITHIN_MS).unref();
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => endAll(0));
  const ends = running.map(
    ({ program, child }) =>
      new Promise((resolve) => {
        child.on("error", (error) => say(`${program.name} did not start: ${error.message}`));
        child.on("close", () => {
          if (exitCode === undefined) say(`${program.name} ended; stopping the others`);
          endAll(1);
          resolve(undefined);
        });
      }),
  );
  await Promise.all(ends);
  return exitCode ?? 1;
}
