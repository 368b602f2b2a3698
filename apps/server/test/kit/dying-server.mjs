// Runs the built server and ends it, with its database, the way a power cut would, at the place that DIE_AT names.
// Only this file knows how: the server itself takes no such order.
import { serve } from "../../dist/serve.js";

const { DIE_AT, ...env } = process.env;

await serve(env, {
  failpoint(point) {
    if (point !== DIE_AT) return;
    console.log(`died at ${point}`);
    process.kill(-process.pid, "SIGKILL");
  },
});
