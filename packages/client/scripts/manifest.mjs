// npm packs package.json as it is. What only this repository understands is taken out before, and put back after.
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const inPackage = (name) => fileURLToPath(new URL(`../${name}`, import.meta.url));
const manifest = inPackage("package.json");
const original = inPackage("generated/package.json.original");

/** Also what a run did that was killed between the two. */
function restore() {
  if (existsSync(original)) renameSync(original, manifest);
}

function strip() {
  restore();
  if (!existsSync(inPackage("dist/index.js"))) {
    throw new Error(
      "There is nothing to pack yet: run `npm run check` or `npm start` in the repository first.",
    );
  }
  const text = readFileSync(manifest, "utf8");
  // Publishing has to build nothing, and those who install it need none of the tools.
  const { scripts, devDependencies, ...published } = JSON.parse(text);
  writeFileSync(`${original}.part`, text);
  renameSync(`${original}.part`, original);
  writeFileSync(`${manifest}.part`, `${JSON.stringify(published, null, 2)}\n`);
  renameSync(`${manifest}.part`, manifest);
}

const [command] = process.argv.slice(2);
if (command === "strip") strip();
else if (command === "restore") restore();
else throw new Error("usage: manifest.mjs strip|restore");
