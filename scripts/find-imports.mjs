// Finds the imports in a source file by its text: TypeScript 7 has no compiler API to ask.

const STATEMENT = /^[ \t]*(?:import|export)(\s+type)?\b(?:[^"';]*?from)?\s*["']([^"']+)["']/gm;
const CALL = /\bimport\(\s*["']([^"']+)["']/g;

/**
 * @param {string} text
 * @param {number} index
 */
export function lineAt(text, index) {
  return text.slice(0, index).split("\n").length;
}

/**
 * @param {string} text a source file
 * @returns {{ specifier: string, line: number, typeOnly: boolean }[]} what it imports. `import { type T }` is no
 *   type-only import: the module is still loaded.
 */
export function findImports(text) {
  const statements = [...text.matchAll(STATEMENT)].map((match) => ({
    specifier: match[2],
    line: lineAt(text, match.index + match[0].length),
    typeOnly: match[1] !== undefined,
  }));
  const calls = [...text.matchAll(CALL)].map((match) => ({
    specifier: match[1],
    line: lineAt(text, match.index),
    typeOnly: false,
  }));
  return [...statements, ...calls];
}
