import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startNode } from "./child.mjs";
import { openLog } from "./log-file.mjs";

const BARE = fileURLToPath(new URL("../baselines/bare.mjs", import.meta.url));

/**
 * Starts a bare Fastify in a process of its own, which logs as Foyer's server does: at the same level, to a file.
 *
 * @param {readonly { method: string, path: string, status: number, text: string }[]} routes
 */
export async function startBare(routes) {
  const directory = await mkdtemp(join(tmpdir(), "foyer-bench-bare-"));
  const log = openLog(directory);
  const { child, ended } = startNode([BARE], { stdio: ["ignore", log.fd, "inherit", "ipc"] });
  log.close();
  child.send(routes);
  const stop = async () => {
    child.kill("SIGKILL");
    await ended;
    await rm(directory, { recursive: true, force: true });
  };
  const failed = ended.then(() => Promise.reject(new Error("The bare Fastify ended before it was ready.")));
  try {
    const [origin] = await Promise.race([once(child, "message"), failed]);
    failed.catch(() => {});
    return { origin, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
