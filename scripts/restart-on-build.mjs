// Runs the built server and starts it again whenever a new build has come to rest. Node's own --watch does not
// survive a build that arrives while the server is starting: it ends the server in the middle of an import.
import { spawn } from "node:child_process";
import { existsSync, readdirSync, watch } from "node:fs";
import { join } from "node:path";
import { root } from "./workspace.mjs";

/** How long nothing may have changed before a build counts as finished. */
const REST_MS = 1_000;

const folders = [
  ...readdirSync(join(root, "packages")).map((name) => join(root, "packages", name, "dist")),
  join(root, "apps/server/dist"),
].filter((folder) => existsSync(folder));

let isEnding = false;
let isRestarting = false;
let timer;
let server = start();

function start() {
  const child = spawn(process.execPath, ["apps/server/dist/main.js"], { cwd: root, stdio: "inherit" });
  child.once("close", (code) => {
    if (isEnding) process.exit(code ?? 1);
    if (isRestarting) {
      isRestarting = false;
      server = start();
      return;
    }
    console.log("the server ended; it starts again with the next build");
  });
  return child;
}

function restart() {
  if (isEnding || isRestarting) return;
  if (server.exitCode !== null || server.signalCode !== null) {
    server = start();
    return;
  }
  isRestarting = true;
  server.kill("SIGTERM");
}

for (const folder of folders) {
  watch(folder, { recursive: true }, () => {
    clearTimeout(timer);
    timer = setTimeout(restart, REST_MS);
  });
}

for (const signal of ["SIGINT", "SIGTERM"]) {
  process.on(signal, () => {
    isEnding = true;
    if (server.exitCode !== null || server.signalCode !== null) process.exit(0);
    server.kill("SIGTERM");
  });
}
