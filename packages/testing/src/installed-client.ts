import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const CLIENT = fileURLToPath(new URL("../../client", import.meta.url));
const QUIETLY = ["--prefer-offline", "--no-audit", "--no-fund", "--loglevel=error"];

/** A folder of a program's own, outside of this repository, in which the packed client is installed. */
export interface InstalledClient {
  readonly folder: string;
  readonly tarball: string;
  /** Runs Node in the folder and resolves to what it prints. */
  node(...args: readonly string[]): Promise<string>;
  remove(): Promise<void>;
}

/** What to install, and how to pack. */
export interface InstallOptions {
  /** Further packages, as npm names them. */
  readonly others?: readonly string[];
  /**
   * Packs with the package's own scripts, which change its manifest for the moment. One test file does so; files run at
   * the same time.
   */
  readonly asPublished?: boolean;
}

/** Packs the client as it was built and installs it with npm, like a stranger. */
export async function installClient(options: InstallOptions = {}): Promise<InstalledClient> {
  const folder = await mkdtemp(join(tmpdir(), "foyer-program-"));
  const pack = ["pack", "--pack-destination", folder, "--loglevel=error"];
  await run("npm", options.asPublished ? pack : [...pack, "--ignore-scripts"], { cwd: CLIENT });
  const packed = (await readdir(folder)).find((name) => name.endsWith(".tgz"));
  if (packed === undefined) throw new Error("npm pack has written nothing.");
  await writeFile(join(folder, "package.json"), JSON.stringify({ name: "program", private: true }));
  await run("npm", ["install", ...QUIETLY, `./${packed}`, ...(options.others ?? [])], { cwd: folder });
  return {
    folder,
    tarball: join(folder, packed),
    node: async (...args) => (await run(process.execPath, args, { cwd: folder })).stdout,
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
