import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** Programs that were started and have not ended: none may outlive the bench. */
const alive = new Set();
process.once("exit", () => {
  for (const child of alive) child.kill("SIGKILL");
});

/** Load and baselines under way. */
const programs = new Set();

/** Ends them as they are, when what they would find out is of no use any more. */
export function endPrograms() {
  for (const child of programs) child.kill("SIGKILL");
}

/** Starts a program of Node's that ends with this one at the latest. */
export function startNode(args, options) {
  const child = spawn(process.execPath, args, options);
  alive.add(child);
  const ended = new Promise((resolve) => child.once("close", resolve));
  void ended.then(() => alive.delete(child));
  return { child, ended };
}

/**
 * Runs one of the kit's programs in a process of its own: it is given a plan, as JSON on its standard input, and
 * tells what happens in JSON lines, each with a `kind`. The last one is its `result`.
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
  // One that ends at once has no use for its plan; that it failed is told below.
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
    /** Tells it to come to its end. */
    finish: () => child.stdin.end(),
    result: () => until("result"),
  };
}

/** Inside such a program: its plan, a way to tell something, and what resolves when it is to come to an end. */
export async function readPlan() {
  const lines = createInterface({ input: process.stdin });
  const closed = new Promise((resolve) => lines.once("close", resolve));
  const plan = await new Promise((resolve) => lines.once("line", (line) => resolve(JSON.parse(line))));
  return { plan, finished: closed };
}

/** Tells the bench something, and resolves once it is on its way. */
export function tell(kind, facts = {}) {
  return new Promise((resolve) => process.stdout.write(`${JSON.stringify({ kind, ...facts })}\n`, resolve));
}
