// node bench/report.mjs: writes the figures of bench/results/*.json into docs/performance.md, between the markers that
// name them, so that no figure there is copied by hand. With --check it only says whether they are the same.
import { readFile, writeFile } from "node:fs/promises";
import { sections } from "./kit/report-sections.mjs";

const DOCUMENT = new URL("../docs/performance.md", import.meta.url);
const MARKER = /(<!-- figures: ([a-z-]+) -->\n)[\s\S]*?(<!-- end of figures -->)/g;

const before = await readFile(DOCUMENT, "utf8");
const results = new Map();
for (const [, , name] of before.matchAll(MARKER)) results.set(name, await read(name));

const after = before.replace(MARKER, (_, begin, name, end) => {
  const toLines = sections[name];
  if (toLines === undefined)
    throw new Error(`docs/performance.md asks for figures of ${name}, which no bench has`);
  const result = results.get(name);
  // What an older form of a bench left says something else.
  const lines = result?.settings === undefined ? ["Not measured yet."] : toLines(result);
  return `${begin}${lines.join("\n")}\n${end}`;
});

if (process.argv.includes("--check")) {
  if (after !== before) console.error("docs/performance.md is not what node bench/report.mjs writes");
  process.exitCode = after === before ? 0 : 1;
} else {
  await writeFile(DOCUMENT, after);
  console.log(`docs/performance.md: ${[...results.keys()].join(", ")}`);
}

async function read(name) {
  try {
    return JSON.parse(await readFile(new URL(`results/${name}.json`, import.meta.url), "utf8"));
  } catch (error) {
    if (error.code === "ENOENT") return undefined;
    throw error;
  }
}
