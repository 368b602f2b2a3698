// npm run dev: packages rebuilt on change, the server restarted on a new build, the web app with hot reload.
import { join } from "node:path";
import { bootstrap } from "./bootstrap.mjs";
import { runTogether } from "./run-together.mjs";
import { runCommand, say } from "./say.mjs";
import { turboEnvironment } from "./turbo.mjs";
import { programOf, root } from "./workspace.mjs";

await runCommand(async () => {
  const pnpmFolder = await bootstrap();
  const serverEnvironment = { ...process.env, PORT: process.env.PORT ?? "3000" };
  if (!process.env.DATABASE_URL) serverEnvironment.FOYER_DEMO ??= "1";
  say("the web app with hot reload is on http://localhost:5173; Ctrl-C stops everything");
  return runTogether([
    {
      name: "build",
      args: [programOf("turbo"), "watch", "build", "--filter=!@foyer/web", "--output-logs=errors-only"],
      env: turboEnvironment(pnpmFolder),
      wholeGroup: true,
    },
    {
      name: "server",
      args: ["scripts/restart-on-build.mjs"],
      env: serverEnvironment,
    },
    {
      name: "web",
      args: [programOf("vite", "apps/web"), "--port=5173", "--strictPort", "--clearScreen=false"],
      cwd: join(root, "apps/web"),
    },
  ]);
});
