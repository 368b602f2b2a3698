// npm run check: everything that can be said about the code without running it.
import { bootstrap } from "./bootstrap.mjs";
import { runChecks } from "./run-checks.mjs";
import { Refusal, runCommand, say } from "./say.mjs";

await runCommand(async () => {
  const failed = await runChecks(await bootstrap());
  if (failed.length > 0) throw new Refusal(`failed: ${failed.join(", ")}`);
  say("all checks passed");
});
