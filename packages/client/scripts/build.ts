// Builds the package: code, declarations, and the report of what it offers.
import { globSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "tsdown";
import { writeReport } from "./write-report.ts";

const folder = fileURLToPath(new URL("../", import.meta.url));
const dist = `${folder}dist/`;
const startedMs = Date.now();

await build({ cwd: folder, logLevel: "warn" });

// What an earlier build made and this one did not would be packed, too. Only now: until it is replaced, a file is in use.
for (const file of globSync("**", { cwd: dist })) {
  const { mtimeMs } = statSync(dist + file);
  if (file !== "." && mtimeMs < startedMs - 1_000) rmSync(dist + file, { recursive: true });
}

// What a subscription takes is not exported by tRPC, and its name is in the type of whatever has one: a program that exports
// such a thing, and is compiled with declarations, has to be able to name it.
const observer = /^interface TRPCSubscriptionObserver\b/m;
const index = readFileSync(`${dist}index.d.ts`, "utf8");
if (!observer.test(index)) throw new Error("tRPC has another name for what a subscription takes.");
writeFileSync(`${dist}index.d.ts`, index.replace(observer, "export $&"));

// CommonJS has the same declarations, under names of its own.
for (const file of globSync("*.d.ts", { cwd: dist })) {
  const text = readFileSync(dist + file, "utf8").replace(/(from "\.\/[\w-]+)\.js"/g, '$1.cjs"');
  writeFileSync(dist + file.replace(/\.ts$/, ".cts"), text);
}

writeReport();
