// Runs a program in the foreground and ends when it ends.
import { spawn } from "node:child_process";
import { constants } from "node:os";

/** Npm passes a terminal's Ctrl-C on, so that one key press arrives here twice. */
const SAME_SIGNAL_MS = 1_000;

/**
 * Runs a program that shares our terminal, passing signals on, each once. It gets a process group of its own: a
 * Ctrl-C would otherwise reach it from the terminal, from npm and from us, and its own children before it.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import("node:child_process").SpawnOptions} [options]
 * @returns {Promise<number>} its exit code, or 128 and the signal's number as shells say it
 */
export function runChild(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: "inherit", detached: true, ...options });
    let passedOn = 0;
    const passOn = (signal) => {
      if (Date.now() - passedOn < SAME_SIGNAL_MS) return;
      passedOn = Date.now();
      // A closed terminal means stop, and the programs we run know one way to be told so.
      child.kill(signal === "SIGHUP" ? "SIGTERM" : signal);
    };
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, passOn);
    child.on("error", reject);
    child.on("close", (code, signal) => {
      for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) process.off(name, passOn);
      resolve(code ?? 128 + (constants.signals[signal] ?? 0));
    });
  });
}
