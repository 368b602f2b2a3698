// npm start: everything from a fresh clone to a running Foyer.
import { bootstrap } from "./bootstrap.mjs";
import { runChild } from "./run-child.mjs";
import { Refusal, runCommand } from "./say.mjs";
import { root } from "./workspace.mjs";

await runCommand(async () => {
  // Said before anything is installed: the embedded database is no place for anybody's real bookings.
  if (process.env.NODE_ENV === "production" && !process.env.DATABASE_URL) {
    throw new Refusal("NODE_ENV is production: set DATABASE_URL to a MongoDB replica set (6.0 or newer)");
  }
  await bootstrap();
  const env = process.env.DATABASE_URL ? process.env : { FOYER_DEMO: "1", ...process.env };
  return runChild(process.execPath, ["apps/server/dist/main.js"], { cwd: root, env });
});
