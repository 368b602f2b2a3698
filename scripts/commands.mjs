// The npm commands. Each sets up what it needs, then hands over to the program that does the work.
import { accessSync, constants, existsSync, readdirSync, statfsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { makeBundle } from "./bundle.mjs";
import { Failure, main, root, runForeground, say } from "./run.mjs";
import { providePnpm, runTasks, setUp } from "./set-up.mjs";

const CHECKS = [
  "types",
  "check:format",
  "check:unused",
  "check:imports",
  "check:citations",
  "check:links",
  "check:api-report",
];
/** The best first: the headless shell needs half of what a whole browser does for the same pages. */
const BROWSERS = [
  "chromium-headless-shell",
  "chromium",
  "chromium-browser",
  "google-chrome",
  "google-chrome-stable",
];

/** Without a database of one's own, the embedded one is filled with demo data. */
const demoUnlessOwnDatabase = () =>
  process.env.DATABASE_URL ? process.env : { FOYER_DEMO: "1", ...process.env };

/** Runs one of the installed programs or, with a path, one of our own. */
function run(program, args, options) {
  return program.includes("/")
    ? runForeground(process.execPath, [program, ...args], options)
    : runForeground(join(root, "node_modules/.bin", program), args, options);
}

const runChecks = () => runTasks("checking types, format, unused code, imports and links", CHECKS);

function runTests(config, args, env) {
  say("running the tests…");
  const reporters = ["--reporter=default"];
  // .ci/run adds up the counts of both runs.
  if (env.FOYER_TEST_REPORT) reporters.push("--reporter=json", `--outputFile.json=${env.FOYER_TEST_REPORT}`);
  return run("vitest", ["run", `--config=${config}`, ...reporters, ...args], { env });
}

const MEMORY_FOLDER = "/dev/shm";
/** Bytes: several times what a whole run has at once. */
const ROOM_FOR_DATABASES = 2 ** 30;

/** Throw-away databases lie in memory, where no write waits for a disk, if there is room for those of a whole run. */
function temporaryFolder() {
  if (process.env.TMPDIR || !existsSync(MEMORY_FOLDER)) return {};
  const { bavail, bsize } = statfsSync(MEMORY_FOLDER);
  return bavail * bsize >= ROOM_FOR_DATABASES ? { TMPDIR: MEMORY_FOLDER } : {};
}

/** What makes tests cheaper. They start about a hundred servers, which compile nothing twice. */
const cheapTests = () => ({
  NODE_COMPILE_CACHE: join(root, "node_modules/.cache/compiled"),
  ...temporaryFolder(),
});

/** Playwright's own browser is not used: its download needs a host that not every machine reaches. */
function findChromium() {
  const canRun = (file) => {
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  };
  const named = process.env.CHROMIUM_PATH;
  if (named && !canRun(named)) throw new Failure(`CHROMIUM_PATH names ${named}, which is no program`);
  const folders = ["/usr/bin", ...(process.env.PATH ?? "").split(delimiter)];
  const found = named ?? BROWSERS.flatMap((name) => folders.map((folder) => join(folder, name))).find(canRun);
  if (found) return found;
  throw new Failure(
    "the browser tests need Chromium: sudo apt-get install chromium-headless-shell, or set CHROMIUM_PATH to one",
  );
}

const commands = {
  /** Everything from a fresh clone to a running Foyer. */
  async start() {
    // Before anything is installed: the embedded database must not hold real bookings.
    if (process.env.NODE_ENV === "production" && !process.env.DATABASE_URL) {
      throw new Failure("NODE_ENV is production: set DATABASE_URL to a MongoDB replica set (6.0 or newer)");
    }
    await setUp();
    const env = demoUnlessOwnDatabase();
    return run("apps/server/dist/main.js", ["--end-with-parent"], { env, knowsParent: true });
  },

  /** Everything from a fresh clone to what can be run. */
  async build() {
    await setUp();
  },

  /** A folder for production, from what was built. */
  async bundle(folder) {
    if (folder === undefined) throw new Failure("npm run bundle -- <an empty folder>");
    await providePnpm();
    await makeBundle(folder);
    say(`bundled: NODE_ENV=production node dist/main.js in ${join(folder, "server")}`);
  },

  /** Packages rebuilt on change, the server restarted after a build, the web app with hot reload. */
  async dev() {
    await setUp();
    say("the web app with hot reload is on http://localhost:5173; Ctrl-C stops everything");
    return run("turbo", ["watch", "dev", "--env-mode=loose"], {
      env: demoUnlessOwnDatabase(),
      wholeGroup: true,
    });
  },

  /** The checks, then all tests but the browser's. Failing checks do not hide failing tests. */
  async test(...args) {
    await setUp();
    const problem = await runChecks().catch((error) => error);
    const exitCode = await runTests("vitest.config.ts", args, { ...process.env, ...cheapTests() });
    if (problem) throw problem;
    return exitCode;
  },

  async "test:browser"(...args) {
    const chromium = findChromium();
    await setUp();
    const env = { ...process.env, ...cheapTests(), CHROMIUM_PATH: chromium };
    return runTests("e2e/vitest.config.ts", args, env);
  },

  /** Everything that can be said about the code without running it. */
  async check() {
    await setUp();
    await runChecks();
    say("all checks passed");
  },

  /** Formats, and writes down what the API has become. */
  async fix() {
    await setUp({ quiet: true });
    await run("packages/client/scripts/api-report.mjs", ["write"]);
    return run("biome", ["check", "--write", "."]);
  },

  /** Runs one of the load programs in bench/. */
  async bench(name = "", ...args) {
    if (!existsSync(join(root, "bench", `${name}.mjs`))) {
      const programs = readdirSync(join(root, "bench")).filter((file) => file.endsWith(".mjs"));
      throw new Failure(`npm run bench -- <name>, one of: ${programs.join(", ").replaceAll(".mjs", "")}`);
    }
    await setUp();
    return run(`bench/${name}.mjs`, args);
  },

  /** Checks configuration, database, mail, payments and disk, and says what to do. */
  async doctor() {
    await setUp({ quiet: true });
    return run("apps/server/dist/doctor.js", []);
  },

  /** Compares the tickets that events say are free with their bookings and log. */
  async reconcile(...args) {
    await setUp({ quiet: true });
    return run("apps/server/dist/reconcile.js", args);
  },
};

const [name = "", ...args] = process.argv.slice(2);
await main(async () => {
  if (!Object.hasOwn(commands, name)) throw new Failure(`no such command: ${name}`);
  return commands[name](...args);
});
