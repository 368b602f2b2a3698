import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Failpoint } from "@foyer/domain/failpoints";

const DIST = fileURLToPath(new URL("../../dist/", import.meta.url));

/** What a program printed, and how it ended. */
export interface Finished {
  readonly code: number | null;
  readonly output: string;
}

/** A Foyer server in a process of its own, as `npm start` runs it. */
export interface ServerProcess {
  readonly origin: string;
  readonly pid: number;
  /** Ends the server and its database the way a power cut would. */
  killHard(): Promise<void>;
  /** What it has printed so far. */
  printed(): string;
  /** Resolves when it ends, however that comes. */
  readonly finished: Promise<Finished>;
  /** Ends only its database, as a crash would. */
  killDatabase(): void;
  /** Asks the server to end, as Ctrl-C does, and waits for it. */
  stop(): Promise<Finished>;
  /** Asks the server to end, as a service manager does. */
  terminate(): void;
}

function start(script: string, env: Record<string, string>, args: string[] = []) {
  const { PATH, HOME, NODE_COMPILE_CACHE } = process.env;
  const child = spawn(process.execPath, [script, ...args], {
    env: { PATH, HOME, NODE_COMPILE_CACHE, PORT: "0", ...env },
    stdio: ["ignore", "pipe", "pipe"],
    // A process group of its own, so that the database can be killed together with the server.
    detached: true,
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (output += chunk));
  const finished: Promise<Finished> = once(child, "close").then(() => ({ code: child.exitCode, output }));
  return { child, finished, printed: () => output };
}

const MAIN = `${DIST}main.js`;
const DYING = fileURLToPath(new URL("./dying-server.mjs", import.meta.url));

/** Starts the built server and waits until it says that it is ready. */
export async function startServer(env: Record<string, string>): Promise<ServerProcess> {
  return untilReady(start(MAIN, env));
}

/**
 * The same, but it ends itself and its database with SIGKILL when it reaches a place. There is no origin when it
 * did so before it was ready.
 */
export async function startDyingServer(
  point: Failpoint,
  env: Record<string, string>,
): Promise<{ readonly origin: string | undefined; readonly finished: Promise<Finished> }> {
  const { child, finished } = start(DYING, { ...env, DIE_AT: point });
  return { origin: await Promise.race([readyOrigin(child), finished.then(() => undefined)]), finished };
}

async function untilReady({ child, finished, printed }: ReturnType<typeof start>): Promise<ServerProcess> {
  const origin = await Promise.race([readyOrigin(child), finished.then(failed)]);
  return {
    origin,
    pid: child.pid ?? 0,
    printed,
    finished,
    async killHard() {
      if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
      await finished;
    },
    killDatabase() {
      // The one child of the server's.
      const children = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, "utf8")
        .trim()
        .split(" ");
      for (const pid of children) process.kill(Number(pid), "SIGKILL");
    },
    async stop() {
      child.kill("SIGINT");
      return finished;
    },
    terminate: () => void child.kill("SIGTERM"),
  };
}

/** Runs the server or one of its commands until it ends by itself. */
export async function runToEnd(
  script: "main.js" | "reconcile.js" | "doctor.js",
  env: Record<string, string>,
  args: string[] = [],
): Promise<Finished> {
  return start(`${DIST}${script}`, env, args).finished;
}

/** Starts the server and asks it to end after a while, ready or not. */
export async function runAndStop(env: Record<string, string>, delay: number): Promise<Finished> {
  const { child, finished } = start(MAIN, env);
  setTimeout(() => child.kill("SIGINT"), delay);
  const { output } = await finished;
  return { code: child.exitCode ?? 130, output };
}

async function readyOrigin(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error("The server has no output.");
  for await (const line of createInterface({ input: child.stdout })) {
    const origin = /ready on ([^\s"]+)/.exec(line)?.[1];
    if (origin !== undefined) return origin;
  }
  return new Promise(() => {});
}

function failed({ code, output }: Finished): never {
  throw new Error(`The server ended with ${code} before it was ready:\n${output}`);
}
