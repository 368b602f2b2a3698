// Runs one long step of a command: says what it does, how long it has been at it, and keeps its output to itself
// unless it fails.
import { spawn } from "node:child_process";
import { Refusal, say } from "./say.mjs";

const PROGRESS_EVERY_MS = 10_000;

/**
 * @param {string} title what it does, such as "installing dependencies"
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import("node:child_process").SpawnOptions & { quiet?: boolean }} [options] quiet: silent unless slow or failing
 * @returns {Promise<string>} what it printed
 * @throws Refusal when it fails, after its output was shown
 */
export function runStep(title, command, args, { quiet = false, ...options } = {}) {
  const began = Date.now();
  const seconds = () => Math.round((Date.now() - began) / 1000);
  if (!quiet) say(`${title}…`);
  const progress = setInterval(() => say(`${title}… ${seconds()} s`), PROGRESS_EVERY_MS);
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    const keep = (chunk) => {
      output += chunk;
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.on("error", (error) => {
      clearInterval(progress);
      reject(
        new Refusal(
          `${title} failed: ${error.code === "ENOENT" ? `${command} was not found` : error.message}`,
        ),
      );
    });
    child.on("close", (code, signal) => {
      clearInterval(progress);
      if (code === 0) return resolve(output);
      process.stderr.write(output);
      reject(new Refusal(`${title} failed (${signal ?? `exit code ${code}`}) after ${seconds()} s`));
    });
  });
}
