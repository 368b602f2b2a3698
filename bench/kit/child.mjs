import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** Running child processes: none may outlive the bench. */
const alive = new Set();
process.once("exit", () => {
  for (const child of alive) child.kill("SIGKILL");
});

/** Running load programs and baselines. */
const programs = new Set();

/** Kills them, when their results are of no use any more. */
export function endPrograms() {
  for (const child of programs) child.kill("SIGKILL");
}

/** Starts a Node process that is killed with this one at the latest. */
export function startNode(args, options) {
  const child = spawn(process.execPath, args, options);
  alive.add(child);
  const ended = new Promise((resolve) => child.once("close", resolve));
  void ended.then(() => alive.delete(child));
  return { child, ended };
}

/**
 * Runs one of the kit's programs in a process of its own. It reads its plan as JSON from standard input and writes
 * messages as JSON lines, each with a `kind`; the last one is its `result`.
 *
 * @param {URL} script
 * @param {unknown} plan
 */
export function startProgram(script, plan) {
  const { child, ended } = startNode([fileURLToPath(script)], { stdio: ["pipe", "pipe", "inherit"] });
  programs.add(child);
  void ended.then(() => programs.delete(child));
  const heard = new Map();
  const waiting = new Map();
  createInterface({ input: child.stdout }).on("line", (line) => {
    const message = JSON.parse(line);
    heard.set(message.kind, message);
    waiting.get(message.kind)?.(message);
  });
  // Writing to a process that ended fails; its end is reported below.
  child.stdin.on("error", () => {});
  child.stdin.write(`${JSON.stringify(plan)}\n`);

  const until = (kind) => {
    const told = heard.get(kind);
    if (told !== undefined) return Promise.resolve(told);
    return new Promise((resolve, reject) => {
      waiting.set(kind, resolve);
      void ended.then((code) => reject(new Error(`${script.pathname} ended with ${code} before ${kind}`)));
    });
  };
  return {
    pid: child.pid,
    /** Resolves to the first message of a kind. */
    until,
    /** Asks it to end. */
    finish: () => child.stdin.end(),
    result: () => until("result"),
  };
}

/** Inside such a program: its plan, and a promise that resolves when it is asked to end. */
export async function readPlan() {
  const lines = createInterface({ input: process.stdin });
  const closed = new Promise((resolve) => lines.once("close", resolve));
  const plan = await new Promise((resolve) => lines.once("line", (line) => resolve(JSON.parse(line))));
  return { plan, finished: closed };
}

/** Sends the bench a message; resolves once it is written. */
export function tell(kind, facts = {}) {
  return new Promise((resolve) => process.stdout.write(`${JSON.stringify({ kind, ...facts })}\n`, resolve));
}
