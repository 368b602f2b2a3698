// Runs the same command again under Node 24, which npm provides. Loaded on older versions only.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { installFromNpm, isCached } from "./install-from-npm.mjs";
import { main, root, runForeground, say } from "./run.mjs";

/**
 * The npm package that holds Node's binary for this platform. The package `node` is only an install script that
 * installs this one, and newer versions of npm do not run install scripts unless they are asked to.
 */
function nodePackage() {
  const name = process.platform === "darwin" && process.arch === "arm64" ? "node-bin" : "node";
  return `${name}-${process.platform}-${process.arch}`;
}

await main(async () => {
  const version = readFileSync(join(root, ".nvmrc"), "utf8").trim();
  const name = nodePackage();
  const source = isCached(name, version) ? "from the cache" : "fetched through npm, once";
  say(`Foyer needs Node 24 and this is ${process.versions.node}: using Node ${version} (${source})`);
  const node = join(await installFromNpm(name, version), name, "bin/node");
  return runForeground(node, process.argv.slice(1));
});
