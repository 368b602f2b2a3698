import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { TestProject } from "vitest/node";

const MAIN = fileURLToPath(new URL("../../../apps/server/dist/main.js", import.meta.url));

/** One server for the whole run, as `npm start` starts it: its own process, its own empty database, the demo in it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(join(tmpdir(), "foyer-e2e-"));
  const server = spawn(process.execPath, [MAIN], {
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      XDG_CACHE_HOME: process.env.XDG_CACHE_HOME,
      FOYER_GLIBC_DIR: process.env.FOYER_GLIBC_DIR,
      PORT: "0",
      FOYER_DATA_DIR: dataDir,
      FOYER_DEMO: "1",
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const closed = once(server, "close");
  const stop = async () => {
    server.kill("SIGINT");
    await closed;
    await rm(dataDir, { recursive: true, force: true });
  };
  try {
    project.provide("origin", await readyOrigin(server));
  } catch (error) {
    await stop();
    throw error;
  }
  return stop;
}

async function readyOrigin({ stdout }: ChildProcess): Promise<string> {
  if (stdout === null) throw new Error("The server has no output.");
  for await (const line of createInterface({ input: stdout })) {
    const origin = /ready on (\S+)/.exec(line)?.[1];
    if (origin === undefined) continue;
    // Nobody reads on; what it prints later must not fill the pipe.
    stdout.resume();
    return origin;
  }
  throw new Error("The server ended before it was ready.");
}

declare module "vitest" {
  interface ProvidedContext {
    /** Where the server is: scheme, host and port. */
    origin: string;
  }
}
