import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startNode } from "./child.mjs";
import { openLog } from "./log-file.mjs";
import { startMailSink } from "./mail-sink.mjs";
import { readProfile } from "./profile.mjs";

const MAIN = fileURLToPath(new URL("../../apps/server/dist/main.js", import.meta.url));
const PROBE = new URL("./server-probe.mjs", import.meta.url).href;

/**
 * Starts a server in a process of its own, on loopback only, without rate limits, with its mails going to a sink. It
 * logs at `info`, as in production, to a file. Ends with `stop`.
 *
 * @param {string} databaseUrl
 * @param {Record<string, string>} env what differs from that
 */
export async function startServer(databaseUrl, env = {}) {
  const directory = await mkdtemp(join(tmpdir(), "foyer-bench-"));
  const mails = await startMailSink();
  const log = openLog(directory);
  const { child, ended } = startNode(["--import", PROBE, MAIN], {
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      // Only tests set it: their servers compile nothing twice.
      ...(process.env.NODE_COMPILE_CACHE && { NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE }),
      HOST: "127.0.0.1",
      PORT: "0",
      DATABASE_URL: databaseUrl,
      FOYER_DATA_DIR: directory,
      FOYER_RATE_LIMITS: "off",
      SMTP_URL: mails.url,
      LOG_LEVEL: "info",
      ...env,
    },
    stdio: ["ignore", log.fd, "inherit", "ipc"],
  });
  log.close();
  const stop = async () => {
    child.kill("SIGINT");
    await ended;
    await mails.stop();
    await rm(directory, { recursive: true, force: true });
  };
  const ask = asker(child, ended);
  try {
    const [, port] = await log.find(/ready on \S+:(\d+)/, ended);
    return {
      origin: `http://127.0.0.1:${port}`,
      pid: child.pid,
      /** The event-loop delay since the last call, in milliseconds. */
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

/** Requests to the probe in the server. */
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
