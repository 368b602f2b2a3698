import { globSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../../../../", import.meta.url));

/** A fenced block of a document. */
export interface Block {
  /** The document's path from the root. */
  readonly document: string;
  /** The number of its first line. */
  readonly line: number;
  readonly language: string;
  /** Without the indentation of its fence. */
  readonly text: string;
}

const FENCE = /^( *)```(\S*)[^\n]*\n(.*?)^ *```$/gms;

/** The documents that people read. Decisions are history: what they show is not kept running. */
export function documents(): string[] {
  const inDocs = readdirSync(`${ROOT}docs`, { recursive: true, encoding: "utf8" });
  return [
    "README.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    ...inDocs
      .filter((file) => file.endsWith(".md") && !file.startsWith("decisions"))
      .map((file) => `docs/${file}`),
    "packages/client/README.md",
  ];
}

export const readDocument = (document: string): string => readFileSync(`${ROOT}${document}`, "utf8");

export function blocksOf(document: string): Block[] {
  const text = readDocument(document);
  return [...text.matchAll(FENCE)].map(({ index, 1: indent = "", 2: language = "", 3: body = "" }) => ({
    document,
    line: text.slice(0, index).split("\n").length,
    language,
    text: body.replaceAll(new RegExp(`^${indent}`, "gm"), ""),
  }));
}

/** The paths of all tests, from the root. */
export function testFiles(): string[] {
  return globSync("{apps,packages,scripts,bench,e2e}/**/*.test.{ts,tsx,mjs}", {
    cwd: ROOT,
    exclude: (path) => /node_modules|dist$/.test(path),
  });
}
