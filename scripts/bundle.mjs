// Makes the folder that runs Foyer in production: the server with what it needs to run, and the built web app.
import { cpSync, existsSync, readdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { Failure, root, runStep } from "./run.mjs";

/** The embedded database is for development. It is an optional dependency, as are native parts that are needed. */
const LEFT_OUT = /^@(foyer\+embedded-mongodb|0q\+embedded-mongodb)/;

/**
 * Makes the folder, which has to be empty or missing. Everything must have been built.
 *
 * @param {string} folder
 */
export async function makeBundle(folder) {
  const target = resolve(folder);
  if (existsSync(target) && readdirSync(target).length > 0) {
    throw new Failure(`${target} is not empty: name a folder that is, or that there is none of`);
  }
  const web = join(root, "apps/web/dist");
  if (!existsSync(join(web, "index.html")) || !existsSync(join(root, "apps/server/dist/main.js"))) {
    throw new Failure("nothing is built yet: npm run build");
  }
  const server = join(target, "server");
  await runStep("bundling the server", "pnpm", [
    "--filter=@foyer/server",
    "--prod",
    "--prefer-offline",
    // TypeScript is a peer of libraries for their types.
    "--config.auto-install-peers=false",
    "deploy",
    // Copies our packages as they are built; the other way needs them to be injected in development, too.
    "--legacy",
    server,
  ]);
  const store = join(server, "node_modules/.pnpm");
  for (const name of readdirSync(store)) {
    if (LEFT_OUT.test(name)) rmSync(join(store, name), { recursive: true });
  }
  for (const link of [
    "@foyer/embedded-mongodb",
    ".pnpm/node_modules/@foyer/embedded-mongodb",
    ".pnpm/node_modules/@0q",
  ]) {
    rmSync(join(server, "node_modules", link), { recursive: true, force: true });
  }
  // Where the server looks for it.
  cpSync(web, join(target, "web/dist"), { recursive: true });
}
