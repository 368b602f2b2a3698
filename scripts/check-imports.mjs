// Checks that imports run one way, that only the server reads the environment, and that no package reaches into
// another's files. The rules are in import-rules.mjs.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { findImports, lineAt } from "./find-imports.mjs";
import { importRules } from "./import-rules.mjs";
import { runCommand } from "./say.mjs";
import { root, workspaceFolders } from "./workspace.mjs";

const SOURCE = /\.(?:[cm]?[jt]s|tsx)$/;
const NOT_SOURCE = new Set(["node_modules", "dist", "generated", ".turbo", "coverage", "artifacts"]);

/** All source files below a folder, relative to the root. */
function sourceFiles(folder) {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    if (NOT_SOURCE.has(entry.name)) return [];
    const path = posix.join(folder, entry.name);
    if (entry.isDirectory()) return sourceFiles(path);
    return SOURCE.test(entry.name) ? [path] : [];
  });
}

/** The package a specifier names: "@foyer/db/indexes" is of "@foyer/db". */
function packageOf(specifier) {
  return specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
}

/** Tests, scripts and tool configuration are not part of what a package ships. */
function isShipped(file, folder) {
  return file.startsWith(`${folder}/src/`) && !/\.test\.tsx?$/.test(file);
}

/** The name a package has in its manifest. */
function nameOf(folder) {
  return JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8")).name;
}

/** What is wrong with one import, or nothing. */
function problemWithImport({ specifier, typeOnly }, file, folder, rule) {
  const shipped = isShipped(file, folder);
  if (specifier.startsWith(".")) {
    const target = posix.join(posix.dirname(file), specifier);
    // Fixtures are shared between the tests of packages that may know each other.
    const kit = /^(.+)\/test\/kit\//.exec(target)?.[1];
    const known = !shipped && kit && [...rule.may, ...(rule.tests ?? [])].includes(nameOf(kit));
    return known || target.startsWith(`${folder}/`) ? undefined : "reaches into another package's files";
  }
  const name = packageOf(specifier);
  if (name.startsWith("@foyer/")) {
    // Tests use their own package as others do.
    if (rule.may.includes(name) || name === nameOf(folder)) return undefined;
    if (!shipped && rule.tests?.includes(name)) return undefined;
    if (rule.types?.includes(name)) return typeOnly ? undefined : "may import only its types (import type)";
    return "is not below this package";
  }
  if (!shipped || (typeOnly && rule.types?.includes(name))) return undefined;
  if (rule.except?.includes(specifier)) return undefined;
  if (
    rule.never?.some((start) => specifier === start || specifier.startsWith(start.replace(/([^/:])$/, "$1/")))
  ) {
    return "has no place in this package";
  }
  if (rule.only && !rule.only.includes(name)) return `is none of ${rule.only.join(", ")}`;
  return undefined;
}

/** What is wrong with a package's manifest: a dependency is an import in waiting. */
function problemsInManifest(folder, rule) {
  const file = posix.join(folder, "package.json");
  const text = readFileSync(join(root, file), "utf8");
  const manifest = JSON.parse(text);
  const shipped = Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies });
  const others = Object.keys(manifest.devDependencies ?? {});
  const allowedOthers = [...rule.may, ...(rule.types ?? []), ...(rule.tests ?? [])];
  return [
    ...shipped.filter((name) => name.startsWith("@foyer/") && !rule.may.includes(name)),
    ...others.filter((name) => name.startsWith("@foyer/") && !allowedOthers.includes(name)),
  ].map((name) => `${file}:${lineAt(text, text.indexOf(`"${name}":`))}: ${name} is not below this package`);
}

/** What is wrong in one source file. */
function problemsInFile(file, folder, rule) {
  const text = readFileSync(join(root, file), "utf8");
  const imports = findImports(text).flatMap((found) => {
    const problem = problemWithImport(found, file, folder, rule);
    return problem ? [`${file}:${found.line}: ${found.specifier} ${problem}`] : [];
  });
  if (rule.environment || !isShipped(file, folder)) return imports;
  const reads = [...text.matchAll(/\bprocess\.env\b/g)].map(
    (match) => `${file}:${lineAt(text, match.index)}: process.env is read in apps/server only`,
  );
  return [...imports, ...reads];
}

function problemsInPackage(folder) {
  const rule = importRules[folder];
  if (!rule) return [`${folder}/package.json:1: no rule for this package in scripts/import-rules.mjs`];
  const files = sourceFiles(folder).flatMap((file) => problemsInFile(file, folder, rule));
  return [...problemsInManifest(folder, rule), ...files];
}

await runCommand(async () => {
  const folders = workspaceFolders();
  const gone = Object.keys(importRules).filter((folder) => !existsSync(join(root, folder)));
  const problems = [
    ...gone.map((folder) => `scripts/import-rules.mjs:1: ${folder} is not there`),
    ...folders.flatMap(problemsInPackage),
  ];
  for (const problem of problems) console.log(problem);
  return problems.length > 0 ? 1 : 0;
});
