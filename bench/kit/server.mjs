import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const MAIN = fileURLToPath(new URL("../../apps/server/dist/main.js", import.meta.url));
const PROBE = new URL("./event-loop-probe.mjs", import.meta.url).href;

/**
 * Starts a server of the bench's own: its own process, a throw-away database with the demo's people in it, no
 * rate limits. Ends with `stop`.
 *
 * @param {Record<string, string>} env what differs from that
 */
export async function startServer(env = {}) {
  const directory = await mkdtemp(join(tmpdir(), "foyer-bench-"));
  const child = spawn(process.execPath, ["--import", PROBE, MAIN], {
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      PORT: "0",
      FOYER_DATA_DIR: directory,
      FOYER_DEMO: "1",
      FOYER_RATE_LIMITS: "off",
      LOG_LEVEL: "silent",
      ...env,
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise((resolve) => child.once("close", resolve));
  const waiting = [];
  const origin = new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).on("line", (line) => {
      const ready = /ready on (\S+)/.exec(line)?.[1];
      if (ready !== undefined) resolve(ready);
      const delay = /^event-loop-delay (.*)/.exec(line)?.[1];
      if (delay !== undefined) waiting.shift()?.(JSON.parse(delay));
    });
    ended.then(() => reject(new Error("The server ended before it was ready.")));
  });

  return {
    origin: await origin,
    /** How late the server's event loop was since the last time this was asked, in milliseconds. */
    eventLoopDelay() {
      return new Promise((resolve) => {
        waiting.push(resolve);
        child.kill("SIGUSR2");
      });
    },
    isAlive: () => child.exitCode === null && child.signalCode === null,
    async stop() {
      child.kill("SIGINT");
      await ended;
      await rm(directory, { recursive: true, force: true });
    },
  };
}
