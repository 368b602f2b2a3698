import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { EmbeddedMongoError } from "./embedded-mongo-error.js";

/**
 * The engine needs glibc 2.38. An older Debian or Ubuntu can run it under the next release's
 * dynamic loader: three packages, fetched by apt itself with its signature check from the mirror
 * this machine already uses, and unpacked into the user's cache. Nothing gets installed.
 */

const run = promisify(execFile);
const PACKAGES = ["libc6", "libgcc-s1", "libstdc++6"];

/** Release in use -> release to take the libraries from. */
const NEXT_SUITE: Readonly<Record<string, string>> = { bookworm: "trixie", jammy: "noble" };
const KEYRINGS: Readonly<Record<string, string>> = {
  bookworm: "/usr/share/keyrings/debian-archive-keyring.gpg",
  jammy: "/usr/share/keyrings/ubuntu-archive-keyring.gpg",
};
const LAYOUT = {
  x64: { triplet: "x86_64-linux-gnu", loader: "ld-linux-x86-64.so.2" },
  arm64: { triplet: "aarch64-linux-gnu", loader: "ld-linux-aarch64.so.1" },
} as const;

export interface Glibc {
  readonly loader: string;
  readonly libraries: string;
}

/**
 * Finds a newer glibc; fetches it the first time. `FOYER_GLIBC_DIR` names a folder to use
 * instead, laid out as the Debian packages unpack.
 *
 * @throws EmbeddedMongoError `GLIBC_UNAVAILABLE`
 */
export async function glibcDirectory(
  arch: keyof typeof LAYOUT,
  onProgress: (line: string) => void,
): Promise<Glibc> {
  const given = process.env.FOYER_GLIBC_DIR;
  if (given) {
    const glibc = inside(given, arch);
    if (!existsSync(glibc.loader)) throw unavailable(`FOYER_GLIBC_DIR has no ${glibc.loader}`);
    return glibc;
  }
  const codename = await distribution();
  const suite = NEXT_SUITE[codename];
  if (suite === undefined) throw unavailable(`there is no recipe for the distribution "${codename}"`);
  const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "foyer");
  const cached = await findCached(cache, suite, arch);
  if (cached) return cached;
  onProgress(`Fetching ${suite}'s C library with apt for the embedded MongoDB (once, about 15 MB) …`);
  try {
    return await fetchGlibc(cache, codename, suite, arch);
  } catch (error) {
    if (error instanceof EmbeddedMongoError) throw error;
    const why =
      error instanceof Error
        ? (error.message.split("\n").find((line) => line.startsWith("E:")) ?? error.message.split("\n")[0])
        : String(error);
    throw unavailable(`${why}`);
  }
}

function inside(directory: string, arch: keyof typeof LAYOUT): Glibc {
  const { triplet, loader } = LAYOUT[arch];
  const libraries = join(directory, "usr/lib", triplet);
  return { loader: join(libraries, loader), libraries };
}

async function findCached(
  cache: string,
  suite: string,
  arch: keyof typeof LAYOUT,
): Promise<Glibc | undefined> {
  const names = existsSync(cache) ? await readdir(cache) : [];
  return names
    .filter((name) => name.startsWith("glibc-") && name.endsWith(`-${suite}-${arch}`))
    .map((name) => inside(join(cache, name), arch))
    .find(({ loader }) => existsSync(loader));
}

async function fetchGlibc(
  cache: string,
  codename: string,
  suite: string,
  arch: keyof typeof LAYOUT,
): Promise<Glibc> {
  await mkdir(cache, { recursive: true });
  const work = await mkdtemp(join(cache, "fetching-"));
  try {
    const env = { ...process.env, APT_CONFIG: await aptConfiguration(work, codename, suite) };
    await run("apt-get", ["-q", "update"], { env, cwd: work });
    await run("apt-get", ["-q", "download", ...PACKAGES], { env, cwd: work });
    const packages = (await readdir(work)).filter((name) => name.endsWith(".deb"));
    const root = join(work, "root");
    for (const name of packages) await run("dpkg", ["-x", name, root], { cwd: work });
    const version = packages.find((name) => name.startsWith("libc6_"))?.split("_")[1] ?? suite;
    return await moveIntoPlace(root, join(cache, `glibc-${version}-${suite}-${arch}`), arch);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** Renaming is atomic. If another process was faster, its folder is used. */
async function moveIntoPlace(root: string, place: string, arch: keyof typeof LAYOUT): Promise<Glibc> {
  if (!existsSync(inside(root, arch).loader)) throw unavailable("the packages hold no dynamic loader");
  try {
    await rename(root, place);
  } catch (error) {
    if (!existsSync(inside(place, arch).loader)) throw error;
  }
  return inside(place, arch);
}

/** An apt configuration of our own: one source, one folder, nothing of the system's state. */
async function aptConfiguration(work: string, codename: string, suite: string): Promise<string> {
  const keyring = KEYRINGS[codename];
  const signedBy = keyring !== undefined && existsSync(keyring) ? `[signed-by=${keyring}] ` : "";
  await writeFile(join(work, "sources.list"), `deb ${signedBy}${await mirror(codename)} ${suite} main\n`);
  for (const name of ["state/lists/partial", "cache/archives/partial"]) {
    await mkdir(join(work, name), { recursive: true });
  }
  await writeFile(join(work, "status"), "");
  const configuration = join(work, "apt.conf");
  await writeFile(
    configuration,
    [
      `Dir::Etc::SourceList "${work}/sources.list";`,
      'Dir::Etc::SourceParts "-";',
      `Dir::State "${work}/state";`,
      `Dir::State::status "${work}/status";`,
      `Dir::Cache "${work}/cache";`,
      // Our folder is private, so apt's own user cannot write to it.
      'APT::Sandbox::User "root";',
      "",
    ].join("\n"),
  );
  return configuration;
}

/** The mirror this machine takes its own release from. */
async function mirror(codename: string): Promise<string> {
  const { stdout } = await run("apt-get", [
    "indextargets",
    "--format",
    "$(REPO_URI) $(RELEASE) $(COMPONENT)",
    "Created-By: Packages",
  ]);
  for (const line of stdout.split("\n")) {
    const [uri, release, component] = line.split(" ");
    if (uri && release === codename && component === "main") return uri;
  }
  throw unavailable(`apt knows no mirror for "${codename}"`);
}

async function distribution(): Promise<string> {
  try {
    const text = await readFile("/etc/os-release", "utf8");
    return /^VERSION_CODENAME="?([\w-]+)/m.exec(text)?.[1] ?? "unknown";
  } catch {
    return "unknown";
  }
}

function unavailable(why: string): EmbeddedMongoError {
  return new EmbeddedMongoError(
    "GLIBC_UNAVAILABLE",
    `The embedded MongoDB needs glibc 2.38 or newer, and a newer one could not be fetched (${why}): set DATABASE_URL to a MongoDB 6.0+ replica set, or use a newer distribution.`,
  );
}
