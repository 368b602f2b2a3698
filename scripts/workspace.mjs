// Where things are: the repository's root, its packages, and the programs its dependencies bring.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's root. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** The folders of all packages, relative to the root, as pnpm-workspace.yaml names them. */
export function workspaceFolders() {
  const yaml = readFileSync(join(root, "pnpm-workspace.yaml"), "utf8");
  const list = /^packages:\n((?: +- .+\n)+)/m.exec(yaml)?.[1] ?? "";
  const folders = [...list.matchAll(/- (\S+)/g)].flatMap(([, pattern]) => {
    if (!pattern.endsWith("/*")) return [pattern];
    const parent = pattern.slice(0, -2);
    if (!existsSync(join(root, parent))) return [];
    return readdirSync(join(root, parent)).map((name) => `${parent}/${name}`);
  });
  return folders.filter((folder) => existsSync(join(root, folder, "package.json"))).sort();
}

/**
 * The program of an installed dependency, to be run with this Node.
 *
 * @param {string} name the dependency, such as "vitest"
 * @param {string} [from] the package that depends on it, the root itself if not said
 */
export function programOf(name, from = ".") {
  // Not through Node's resolution: a package may keep its package.json to itself.
  const folder = join(root, from, "node_modules", name);
  const { bin } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  return join(folder, typeof bin === "string" ? bin : bin[basename(name)]);
}
