// Runs the built server as `npm start` does once everything is built: this file stands for scripts/foyer.mjs.
import { runForeground } from "../../../../scripts/run.mjs";

const server = new URL("../../dist/main.js", import.meta.url).pathname;
process.exitCode = await runForeground(process.execPath, [server, "--end-with-parent"], {
  knowsParent: true,
});
