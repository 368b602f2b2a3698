// npm test [-- vitest's arguments]: the checks, then all tests but the browser's.
import { bootstrap } from "./bootstrap.mjs";
import { runChecks } from "./run-checks.mjs";
import { Refusal, runCommand } from "./say.mjs";
import { runVitest } from "./vitest.mjs";

await runCommand(async () => {
  const pnpmFolder = await bootstrap();
  const failed = await runChecks(pnpmFolder);
  // Failing checks do not hide failing tests: both are reported, either fails the command.
  const tests = await runVitest("vitest.config.ts");
  if (failed.length > 0) throw new Refusal(`failed: ${failed.join(", ")}${tests === 0 ? "" : ", tests"}`);
  return tests;
});
