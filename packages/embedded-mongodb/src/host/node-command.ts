import { EmbeddedMongoError } from "./embedded-mongo-error.js";
import { glibcDirectory } from "./newer-glibc.js";

const NEEDED_GLIBC = [2, 38] as const;
const INSTEAD = "set DATABASE_URL to a MongoDB 6.0+ replica set instead.";

/** The platform, as far as it matters here; replaceable so that tests can be somewhere else. */
export interface Platform {
  readonly platform: NodeJS.Platform;
  readonly arch: string;
  /** undefined on musl. */
  readonly glibc: string | undefined;
}

/**
 * The command that runs Node so that it can load the engine: plain Node, or Node under a newer
 * dynamic loader where the system's C library is too old.
 *
 * @throws EmbeddedMongoError `UNSUPPORTED_PLATFORM` or `GLIBC_UNAVAILABLE`
 */
export async function nodeCommand(
  onProgress: (line: string) => void,
  platform: Platform = thisPlatform(),
): Promise<[string, ...string[]]> {
  if (platform.platform === "darwin" && platform.arch === "arm64") return [process.execPath];
  if (platform.platform !== "linux" || !(platform.arch === "x64" || platform.arch === "arm64")) {
    throw unsupported(`${platform.platform} ${platform.arch}`);
  }
  if (platform.glibc === undefined) throw unsupported("a Linux without glibc");
  if (!isOlder(platform.glibc)) return [process.execPath];
  const { loader, libraries } = await glibcDirectory(platform.arch, onProgress);
  return [loader, "--library-path", libraries, process.execPath];
}

function unsupported(where: string): EmbeddedMongoError {
  return new EmbeddedMongoError(
    "UNSUPPORTED_PLATFORM",
    `The embedded MongoDB does not run on ${where}: ${INSTEAD}`,
  );
}

function isOlder(glibc: string): boolean {
  const [major = 0, minor = 0] = glibc.split(".").map(Number);
  return major < NEEDED_GLIBC[0] || (major === NEEDED_GLIBC[0] && minor < NEEDED_GLIBC[1]);
}

function thisPlatform(): Platform {
  return { platform: process.platform, arch: process.arch, glibc: runningGlibc() };
}

function runningGlibc(): string | undefined {
  if (process.platform !== "linux") return undefined;
  const report: unknown = process.report.getReport();
  if (typeof report !== "object" || report === null || !("header" in report)) return undefined;
  const { header } = report;
  if (typeof header !== "object" || header === null || !("glibcVersionRuntime" in header)) return undefined;
  return typeof header.glibcVersionRuntime === "string" ? header.glibcVersionRuntime : undefined;
}
