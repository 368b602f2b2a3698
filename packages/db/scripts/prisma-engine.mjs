// Provides Prisma's query engine: the one named or cached; else Prisma's own download; else the same file from npm;
// else one line that says what to do.
import { realpathSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { findEngineProblem, sha256Of } from "./engine-check.mjs";
import { ENGINE_COMMIT, KNOWN_SHA256 } from "./engine-facts.mjs";
import { extractEngineFromNpm } from "./engine-from-npm.mjs";
import { engineFileName, fetchEngineFromPrisma, prismaTarget } from "./engine-from-prisma.mjs";

const WHAT_TO_DO =
  "set PRISMA_QUERY_ENGINE_LIBRARY to the engine's file, or PRISMA_ENGINES_MIRROR to a mirror of Prisma's engines";

/** One folder for each user, so that a fresh clone does not download again. */
function cacheFolder() {
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), ".cache");
  return join(cache, "foyer", `prisma-engine-${ENGINE_COMMIT}`);
}

/**
 * Whether the cached engine is still the file that was checked.
 *
 * @param {string} file
 * @param {string} target
 */
async function isCachedEngineIntact(file, target) {
  try {
    const expected = KNOWN_SHA256[target] ?? (await readFile(`${file}.sha256`, "utf8"));
    return (await sha256Of(file)) === expected;
  } catch {
    return false;
  }
}

/**
 * Gets an engine from one source, checks it and moves it into the cache, which thus never holds an incomplete file.
 *
 * @param {(folder: string, target: string) => Promise<string>} fetch
 * @param {string} cached
 * @param {string} target
 */
async function obtain(fetch, cached, target) {
  const folder = await mkdtemp(join(cacheFolder(), "tmp-"));
  try {
    const file = await fetch(folder, target);
    const hash = await sha256Of(file);
    if (KNOWN_SHA256[target] && hash !== KNOWN_SHA256[target])
      throw new Error("its hash is not the expected one");
    await chmod(file, 0o755);
    const wrong = await findEngineProblem(file);
    if (wrong) throw new Error(wrong);
    await writeFile(join(folder, "sha256"), hash);
    await rename(join(folder, "sha256"), `${cached}.sha256`);
    await rename(file, cached);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Finds or fetches the query engine.
 *
 * @param {(line: string) => void} [say] prints each step that may take long
 * @returns {Promise<string>} the absolute path of the engine
 * @throws an Error whose message is one line that says what to do
 */
export async function findPrismaEngine(say = () => {}) {
  const named = process.env.PRISMA_QUERY_ENGINE_LIBRARY;
  if (named) {
    const wrong = await findEngineProblem(resolve(named));
    if (wrong) throw new Error(`PRISMA_QUERY_ENGINE_LIBRARY names no engine of Prisma 6.19.3: ${wrong}`);
    return resolve(named);
  }
  const target = await prismaTarget();
  const cached = join(cacheFolder(), engineFileName(target));
  if (await isCachedEngineIntact(cached, target)) return cached;

  await mkdir(cacheFolder(), { recursive: true });
  const sources = [
    ["Prisma's host", fetchEngineFromPrisma],
    ["the npm registry", extractEngineFromNpm],
  ];
  const problems = [];
  for (const [place, fetch] of sources) {
    say(`getting Prisma's query engine from ${place}…`);
    try {
      await obtain(fetch, cached, target);
      return cached;
    } catch (error) {
      problems.push(`${place}: ${error.message.split("\n")[0]}`);
    }
  }
  throw new Error(`no Prisma query engine for ${target} (${problems.join("; ")}); ${WHAT_TO_DO}`);
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  try {
    console.log(await findPrismaEngine((line) => console.error(`foyer: ${line}`)));
  } catch (error) {
    console.error(`foyer: ${error.message}`);
    process.exitCode = 1;
  }
}
