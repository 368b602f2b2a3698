// Entry point of every npm command: node scripts/foyer.mjs <command> [arguments].
// It must load on any Node with ES modules, so it has no static imports and no newer syntax.
const [major, minor] = process.versions.node.split(".").map(Number);

if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`foyer: Foyer needs Node 24, and Node 20.19 to fetch it; this is ${process.versions.node}`);
  process.exitCode = 1;
} else {
  import(major < 24 ? "./use-node-24.mjs" : "./commands.mjs");
}
