// npm run reconcile [-- <event id>…]: compares the tickets that events say are free with their bookings.
import { bootstrap } from "./bootstrap.mjs";
import { runChild } from "./run-child.mjs";
import { runCommand } from "./say.mjs";
import { root } from "./workspace.mjs";

await runCommand(async () => {
  await bootstrap({ quiet: true });
  return runChild(process.execPath, ["apps/server/dist/reconcile.js", ...process.argv.slice(2)], {
    cwd: root,
  });
});
