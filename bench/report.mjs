// node bench/report.mjs: writes the figures of bench/results/*.json into the documents below, between the markers that
// name them. With --check it only says whether the documents are up to date.
import { readFile, writeFile } from "node:fs/promises";
import { sections as measured } from "./kit/report-sections.mjs";
import { describeSimulation } from "./simulation/document.mjs";

const DOCUMENTS = ["performance.md", "scaling.md"];
const MARKER = /(<!-- figures: ([a-z-]+) -->\n)[\s\S]*?(<!-- end of figures -->)/g;
const sections = { ...measured, "simulate-admission": describeSimulation };

for (const document of DOCUMENTS) await report(document);

async function report(document) {
  const file = new URL(`../docs/${document}`, import.meta.url);
  const before = await readFile(file, "utf8");
  const results = new Map();
  for (const [, , name] of before.matchAll(MARKER)) results.set(name, await read(name));

  const after = before.replace(MARKER, (_, begin, name, end) => {
    const toLines = sections[name];
    if (toLines === undefined)
      throw new Error(`docs/${document} asks for figures of ${name}, which no bench has`);
    const result = results.get(name);
    // Results in an older format are not shown.
    const lines = result?.settings === undefined ? ["Not measured yet."] : toLines(result);
    return `${begin}${lines.join("\n")}\n${end}`;
  });

  if (!process.argv.includes("--check")) {
    await writeFile(file, after);
    console.log(`docs/${document}: ${[...results.keys()].join(", ")}`);
  } else if (after !== before) {
    console.error(`docs/${document} is not what node bench/report.mjs writes`);
    process.exitCode = 1;
  }
}

async function read(name) {
  try {
    return JSON.parse(await readFile(new URL(`results/${name}.json`, import.meta.url), "utf8"));
  } catch (error) {
    if (error.code === "ENOENT") return undefined;
    throw error;
  }
}
