import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { startNode } from "./child.mjs";
import { startMailSink } from "./mail-sink.mjs";
import { readProfile } from "./profile.mjs";

const MAIN = fileURLToPath(new URL("../../apps/server/dist/main.js", import.meta.url));
const PROBE = new URL("./server-probe.mjs", import.meta.url).href;

/**
 * Starts a server of the bench's own, in its own process, on loopback only, without rate limits, that mails into a
 * sink. Ends with `stop`.
 *
 * @param {string} databaseUrl
 * @param {Record<string, string>} env what differs from that
 */
export async function startServer(databaseUrl, env = {}) {
  const directory = await mkdtemp(join(tmpdir(), "foyer-bench-"));
  const mails = await startMailSink();
  const { child, ended } = startNode(["--import", PROBE, MAIN], {
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      HOST: "127.0.0.1",
      PORT: "0",
      DATABASE_URL: databaseUrl,
      FOYER_DATA_DIR: directory,
      FOYER_RATE_LIMITS: "off",
      SMTP_URL: mails.url,
      LOG_LEVEL: "silent",
      ...env,
    },
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
  const ready = new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).on("line", (line) => {
      const port = /ready on \S+:(\d+)/.exec(line)?.[1];
      if (port !== undefined) resolve(`http://127.0.0.1:${port}`);
    });
    void ended.then(() => reject(new Error("The server ended before it was ready.")));
  });
  const stop = async () => {
    child.kill("SIGINT");
    await ended;
    await mails.stop();
    await rm(directory, { recursive: true, force: true });
  };
  const ask = asker(child, ended);
  try {
    return {
      origin: await ready,
      pid: child.pid,
      /** How late the server's event loop was since the last time this was asked, in milliseconds. */
      eventLoopDelay: () => ask("event-loop-delay"),
      startProfile: () => ask("profile-start"),
      /** Where the time went since the profile was started. */
      async endProfile() {
        const file = join(directory, "server.cpuprofile");
        await ask("profile-stop", { file });
        return readProfile(file);
      },
      mailsSent: () => mails.count(),
      isAlive: () => child.exitCode === null && child.signalCode === null,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Asks the probe in the server. */
function asker(child, ended) {
  let lastId = 0;
  const waiting = new Map();
  child.on("message", ({ id, answer }) => {
    waiting.get(id)?.(answer);
    waiting.delete(id);
  });
  return (ask, rest = {}) =>
    new Promise((resolve, reject) => {
      waiting.set(++lastId, resolve);
      child.send({ id: lastId, ask, ...rest });
      void ended.then(() => reject(new Error("The server has ended.")));
    });
}
