import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { TestProject } from "vitest/node";

const MAIN = fileURLToPath(new URL("../../../apps/server/dist/main.js", import.meta.url));

/** The people of all tests come from one address; the limits of each account stay as they are. */
const ONE_ADDRESS = {
  RATE_LIMIT_REGISTER_PER_IP: "1000/600",
  RATE_LIMIT_SIGN_IN_PER_IP: "1000/60",
  RATE_LIMIT_MAIL_PER_IP: "1000/3600",
  RATE_LIMIT_TOKEN_PER_IP: "1000/60",
  RATE_LIMIT_GUEST_TICKETS_PER_IP: "1000/900",
};

/** One server for the whole run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { origin, stop } = await startFoyer();
  project.provide("origin", origin);
  return stop;
}

/**
 * Starts a server as `npm start` does: its own process, its own empty database, the demo in it.
 *
 * @param settings variables of the environment that it gets on top
 */
export async function startFoyer(
  settings: Readonly<Record<string, string>> = {},
): Promise<{ readonly origin: string; readonly stop: () => Promise<void> }> {
  const dataDir = await mkdtemp(join(tmpdir(), "foyer-e2e-"));
  const server = spawn(process.execPath, [MAIN], {
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      XDG_CACHE_HOME: process.env.XDG_CACHE_HOME,
      FOYER_GLIBC_DIR: process.env.FOYER_GLIBC_DIR,
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
      PORT: "0",
      FOYER_DATA_DIR: dataDir,
      FOYER_DEMO: "1",
      ...ONE_ADDRESS,
      // The receivers of webhooks are tests on this machine.
      WEBHOOKS_ALLOW_PRIVATE: "1",
      ...settings,
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
    return { origin: await readyOrigin(server), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function readyOrigin({ stdout }: ChildProcess): Promise<string> {
  if (stdout === null) throw new Error("The server has no output.");
  for await (const line of createInterface({ input: stdout })) {
    const origin = /ready on ([^\s"]+)/.exec(line)?.[1];
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
