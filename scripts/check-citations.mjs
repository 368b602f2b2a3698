// Checks that the pages, decisions and domain rules that code and documents cite are there. Links between documents are
// checked by remark-validate-links.
import { existsSync, globSync, readdirSync, readFileSync, realpathSync } from "node:fs";
import { basename, join } from "node:path";
import { root } from "./run.mjs";

const FILES = "**/*.{ts,tsx,mjs,css,html,prisma,yaml,md}";
/** Not ours, and the test of this check, whose citations are wrong on purpose. */
const SKIPPED = new Set(["node_modules", "dist", "generated", ".git", ".data", "check-citations.test.mjs"]);
/** What may stand between two words of a comment: a space, or a line break with the next line's comment sign. */
const GAP = String.raw`(?:[ ]|\s*\n[ \t]*(?:\*|//|#)?[ \t]*)`;

const PAGE = /(?<![\w./-])docs\/[\w./-]+\.md\b/g;
const DECISIONS = new RegExp(String.raw`\bdecisions?(?:/|${GAP})(\d{4}(?:(?:,| and| or)${GAP}\d{4})*)`, "gi");
const RULE = new RegExp(String.raw`\bdomain rules,${GAP}((?:[\w-]+${GAP}?)+)`, "g");

/**
 * @param {string} text of a source file or a document
 * @param {{ decisions: ReadonlySet<string>, headings: readonly string[], pageExists: (path: string) => boolean }} known
 * @returns {{ index: number, citation: string }[]} the citations that lead nowhere
 */
export function findBrokenCitations(text, { decisions, headings, pageExists }) {
  const pages = [...text.matchAll(PAGE)].filter(([path]) => !pageExists(path));
  const numbers = [...text.matchAll(DECISIONS)].filter(([, list]) =>
    list.match(/\d{4}/g)?.some((number) => !decisions.has(number)),
  );
  const rules = [...text.matchAll(RULE)].filter(([, heading]) => !headings.includes(onOneLine(heading)));
  return [...pages, ...numbers, ...rules].map(({ 0: citation, index }) => ({
    index,
    citation: onOneLine(citation),
  }));
}

function onOneLine(text) {
  return text.replaceAll(new RegExp(GAP, "g"), " ").trim();
}

/** The decisions and the headings of the domain rules that the repository has. */
function readKnown() {
  const rules = readFileSync(join(root, "docs/domain-rules.md"), "utf8");
  return {
    decisions: new Set(readdirSync(join(root, "docs/decisions")).map((name) => name.slice(0, 4))),
    headings: [...rules.matchAll(/^#{2,} (.+)$/gm)].map(([, heading]) => heading),
    pageExists: (path) => existsSync(join(root, path)),
  };
}

if (realpathSync(process.argv[1]) === import.meta.filename) {
  const known = readKnown();
  const files = globSync(FILES, { cwd: root, exclude: (path) => SKIPPED.has(basename(path)) });
  for (const file of new Set(files)) {
    const text = readFileSync(join(root, file), "utf8");
    for (const { index, citation } of findBrokenCitations(text, known)) {
      console.log(`${file}:${text.slice(0, index).split("\n").length}: "${citation}" is not there`);
      process.exitCode = 1;
    }
  }
}
