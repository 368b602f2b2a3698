// CommonJS has the same declarations, under names of its own.
import { globSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const dist = fileURLToPath(new URL("../dist/", import.meta.url));
for (const file of globSync("*.d.ts", { cwd: dist })) {
  const text = readFileSync(dist + file, "utf8").replace(/(from "\.\/[\w-]+)\.js"/g, '$1.cjs"');
  writeFileSync(dist + file.replace(/\.ts$/, ".cts"), text);
}
