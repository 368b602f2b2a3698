// Runs programs: as a step whose output is shown only on failure, or in the foreground. Prints one line on failure.
import { spawn } from "node:child_process";
import { constants } from "node:os";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

const PROGRESS_EVERY_MS = 10_000;
/** npm passes a terminal's Ctrl-C on to its child, so that one key press arrives twice. */
const SAME_SIGNAL_MS = 1_000;

/** npm, or the shell that started this command. Read at once: npm may be killed while something is installed. */
const startedBy = process.ppid;

/** The repository's root. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/**
 * Prints one line of progress, on standard error: standard output belongs to the command's result.
 *
 * @param {string} line
 */
export function say(line) {
  console.error(`foyer: ${line}`);
}

/** An error whose message is all that is printed. */
export class Failure extends Error {}

/**
 * Runs a command and turns what it throws into one line and a non-zero exit.
 *
 * @param {() => Promise<number | void>} command resolves to the exit code, or nothing for 0
 */
export async function main(command) {
  try {
    process.exitCode = (await command()) ?? 0;
  } catch (error) {
    say(error.message);
    if (process.env.FOYER_DEBUG && !(error instanceof Failure)) console.error(error);
    process.exitCode = 1;
  }
}

/**
 * Runs a program and keeps its output back unless it fails.
 *
 * @param {string} title what it does, such as "installing dependencies"
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import("node:child_process").SpawnOptions & { quiet?: boolean }} [options] quiet: no line unless it is slow
 * @throws Failure when it fails, after its output was shown
 */
export async function runStep(title, command, args, { quiet = false, ...options } = {}) {
  const began = Date.now();
  const seconds = () => Math.round((Date.now() - began) / 1000);
  if (!quiet) say(`${title}…`);
  const progress = setInterval(() => say(`${title}… ${seconds()} s`), PROGRESS_EVERY_MS);
  const child = spawn(command, args, { cwd: root, ...options, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      output += chunk;
    });
  }
  const problem = await new Promise((resolve) => {
    child.on("error", (error) =>
      resolve(error.code === "ENOENT" ? `${command} was not found` : error.message),
    );
    child.on("close", (code, signal) => resolve(code === 0 ? undefined : (signal ?? `exit code ${code}`)));
  });
  clearInterval(progress);
  if (problem === undefined) return;
  process.stderr.write(output);
  throw new Failure(`${title} failed after ${seconds()} s (${problem})`);
}

const LOOK_FOR_PARENT_EVERY_MS = 200;

/**
 * Calls back when npm, which started this process, is gone without having passed a signal on: when it was killed.
 * Then another process is our parent. A command that was not started by npm may outlive its shell.
 *
 * @param {() => void} onGone
 */
function watchNpm(onGone) {
  if (!process.env.npm_lifecycle_event) return;
  const timer = setInterval(() => {
    if (process.ppid === startedBy) return;
    clearInterval(timer);
    onGone();
  }, LOOK_FOR_PARENT_EVERY_MS);
  timer.unref();
}

/**
 * Runs a program that shares our terminal and passes signals on. The program gets a process group of its own: a
 * terminal's Ctrl-C would otherwise reach it, and its children before it, several times. It is asked to end when npm
 * is gone.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import("node:child_process").SpawnOptions & { wholeGroup?: boolean, knowsParent?: boolean }} [options]
 *   wholeGroup: signals go to its children too, because it does not pass them on; knowsParent: it gets an IPC channel,
 *   whose end tells it that this process is gone
 * @returns {Promise<number>} its exit code, or 128 and the signal's number as shells report it
 */
export function runForeground(command, args, { wholeGroup = false, knowsParent = false, ...options } = {}) {
  return new Promise((resolve, reject) => {
    let child;
    let passedOnAt = 0;
    const passOn = (signal) => {
      if (Date.now() - passedOnAt < SAME_SIGNAL_MS || child?.pid === undefined) return;
      passedOnAt = Date.now();
      // The programs we run treat a closed terminal (SIGHUP) as a request to stop.
      process.kill(wholeGroup ? -child.pid : child.pid, signal === "SIGHUP" ? "SIGTERM" : signal);
    };
    // Before the program is started: a signal that ended this process alone would leave the program running.
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, passOn);
    watchNpm(() => passOn("SIGTERM"));
    const stdio = ["inherit", "inherit", "inherit", ...(knowsParent ? ["ipc"] : [])];
    child = spawn(command, args, { cwd: root, stdio, detached: true, ...options });
    child.on("error", reject);
    child.on("close", (code, signal) => resolve(code ?? 128 + constants.signals[signal]));
  });
}
