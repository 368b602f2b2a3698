// npm run bench -- <name> [arguments]: runs one of the load programs in bench/.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { bootstrap } from "./bootstrap.mjs";
import { runChild } from "./run-child.mjs";
import { Refusal, runCommand } from "./say.mjs";
import { root } from "./workspace.mjs";

await runCommand(async () => {
  const [name, ...args] = process.argv.slice(2);
  const programs = readdirSync(join(root, "bench"))
    .filter((file) => file.endsWith(".mjs"))
    .map((file) => file.slice(0, -".mjs".length));
  if (!programs.includes(name)) {
    const there = programs.length > 0 ? `one of: ${programs.join(", ")}` : "but there is no load program yet";
    throw new Refusal(`npm run bench -- <name>, ${there}`);
  }
  await bootstrap();
  return runChild(process.execPath, [join("bench", `${name}.mjs`), ...args], { cwd: root });
});
