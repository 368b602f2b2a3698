import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { ownDatabaseUrl } from "@foyer/testing/database-url";
import { newUser } from "@foyer/testing/fixtures";
import { createTestContext } from "@foyer/testing/test-context";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { blocksOf, documents, ROOT, readDocument, testFiles } from "./kit/document-blocks.js";

const run = promisify(execFile);

const { context } = createTestContext();
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "foyer-documents-"));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await context.db.close();
});

/** The commands in the documents, each a line of a block for the shell. */
const COMMANDS = documents().flatMap((document) =>
  blocksOf(document)
    .filter(({ language, document: of }) => language === "sh" && of !== "docs/rest.md")
    .flatMap(({ text }) => text.split("\n"))
    .map((line) => line.replace(/\s+#.*$/, "").trim())
    .filter((line) => line !== ""),
);

/** How a command is known to work: it is run here, another test runs it, or it cannot be run by a test, and why. */
type Proof =
  | { readonly here: (command: string) => Promise<void> }
  | { readonly by: string }
  | { readonly not: string };

const NO_CONTAINERS =
  "It needs a container engine; compose.test.ts and bundle.test.ts check the files it reads.";
const NO_TOOLS = "MongoDB's own tools are not in Debian or npm.";
/** They are what runs this test. */
const THIS = "CI runs it, and this test within it.";

const PROOFS: readonly (readonly [pattern: RegExp, proof: Proof])[] = [
  [/^npm start$/, { here: () => starts({}) }],
  [/^DATABASE_URL='mongodb:\S+' npm start$/, { here: () => starts({ DATABASE_URL: ownDatabaseUrl() }) }],
  [
    /^NODE_ENV=production DATABASE_URL='mongodb:\S+' PUBLIC_URL=(\S+) npm start$/,
    {
      here: () =>
        starts({
          NODE_ENV: "production",
          DATABASE_URL: ownDatabaseUrl(),
          PUBLIC_URL: "https://tickets.example.org",
          HOST: "127.0.0.1",
        }),
    },
  ],
  [/^npm test\b/, { not: THIS }],
  [/^npm run test:browser\b/, { not: THIS }],
  [/^npm run check$/, { not: THIS }],
  [/^npx vitest --config vitest.config.ts \S+$/, { not: THIS }],
  [/^npm run reconcile$/, { here: () => reconciles() }],
  [/^npm run doctor$/, { by: "apps/server/test/doctor.test.ts" }],
  [/^npm run build$/, { not: THIS }],
  [/^npm run bundle -- \S+$/, { by: "apps/server/test/bundle.test.ts" }],
  [/^cd \S+ && NODE_ENV=production .* node dist\/main.js$/, { by: "apps/server/test/bundle.test.ts" }],
  [/^OTEL_EXPORTER_OTLP_ENDPOINT=\S+ npm start$/, { by: "apps/server/test/tracing.test.ts" }],
  [/^cp -r .data foyer-backup$/, { by: "apps/server/test/backup.test.ts" }],
  [/^FOYER_DATA_DIR=foyer-backup npm (run reconcile|start)$/, { by: "apps/server/test/backup.test.ts" }],
  [/^npm run bench -- hot-event\b/, { by: "apps/server/test/bench.test.ts" }],
  [/^node bench\/report.mjs$/, { here: () => isUpToDate() }],
  [/^\(cd packages\/client && npm pack\)$/, { by: "packages/client/test/packaging/package.test.ts" }],
  [/^cd \S+ && npm install \S+\.tgz$/, { by: "packages/client/test/packaging/package.test.ts" }],
  [/^npm install @foyer\/client$/, { by: "packages/client/test/packaging/package.test.ts" }],
  [/^(METRICS_TOKEN=\S+( \S+)* )?docker\b/, { not: NO_CONTAINERS }],
  [/^METRICS_TOKEN=.* docker compose\b/, { not: NO_CONTAINERS }],
  [/^mongo(dump|restore)\b/, { not: NO_TOOLS }],
  [/^git clone\b/, { not: "CI begins with a clone." }],
];

/** Starts Foyer as the command does, on a free port, and stops it once it is ready. */
async function starts(env: Readonly<Record<string, string>>): Promise<void> {
  const { PATH, HOME } = process.env;
  const settings = { PATH, HOME, PORT: "0", FOYER_DATA_DIR: await mkdtemp(join(folder, "data-")), ...env };
  const child = execFile(process.execPath, ["scripts/foyer.mjs", "start"], { cwd: ROOT, env: settings });
  let output = "";
  const ready = new Promise<boolean>((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on("data", (chunk: string) => {
        output += chunk;
        if (/ready on http:\/\/\S+:\d+/.test(output)) resolve(true);
      });
    }
    child.once("close", () => resolve(false));
  });
  const isReady = await ready;
  const ended = new Promise((resolve) => child.once("close", resolve));
  child.kill("SIGINT");
  if (isReady) await ended;
  expect(isReady, output).toBe(true);
}

async function reconciles(): Promise<void> {
  const env = { ...process.env, DATABASE_URL: ownDatabaseUrl() };
  const { stdout } = await run(process.execPath, ["scripts/foyer.mjs", "reconcile"], { cwd: ROOT, env });
  expect(stdout).toContain("0 events reconciled, 0 of them broken");
}

/** The figures in the documents are those of the files: into a copy, which must then be the same. */
async function isUpToDate(): Promise<void> {
  const copy = join(folder, "report");
  for (const part of ["bench", "docs"]) {
    await cp(join(ROOT, part), join(copy, part), {
      recursive: true,
      filter: (path) => !path.includes("node_modules"),
    });
  }
  await run(process.execPath, ["bench/report.mjs"], { cwd: copy });
  for (const document of ["docs/performance.md", "docs/scaling.md"]) {
    expect(unaligned(readFileSync(join(copy, document), "utf8"))).toBe(unaligned(readDocument(document)));
  }
}

/** Without what formatting adds to tables. */
const unaligned = (text: string) =>
  text.replaceAll(/ +\|/g, " |").replaceAll(/\| +/g, "| ").replaceAll(/-{2,}/g, "--");

// Each starts a server, and perhaps a database.
describe("the commands of the documents", { timeout: 300_000 }, () => {
  it.each([...new Set(COMMANDS)])("%s", async (command) => {
    const proofs = PROOFS.flatMap(([pattern, proof]) => (pattern.test(command) ? [proof] : []));
    expect(proofs.length, "ways in which it is known to work").toBeGreaterThan(0);
    for (const proof of proofs.slice(0, 1)) {
      if ("here" in proof) await proof.here(command);
      if ("by" in proof) expect(existsSync(join(ROOT, proof.by))).toBe(true);
    }
  });
});

describe("commands within sentences", () => {
  const files = testFiles();
  const scripts = new Set(Object.keys(JSON.parse(readDocument("package.json")).scripts));
  const inSentences = documents().flatMap((document) =>
    [...readDocument(document).matchAll(/`((?:npm|npx|node) [^`\n]+)`/g)].map(([, command = ""]) => [
      document,
      command,
    ]),
  );

  it.each(inSentences)("%s: %s", (_, command = "") => {
    const [program, ...words] = command.split(" ");
    if (program === "node") {
      const script = words.find((word) => word.endsWith("js")) ?? "";
      // It is added by the patch that stands beside it.
      if (script === "bench/mechanisms-to-json.mjs") return;
      expect(existsSync(join(ROOT, script)), script).toBe(true);
    }
    if (program !== "npm") return;
    const [verb = "", ...rest] = words;
    const script = verb === "run" ? (rest.shift() ?? "") : verb;
    if (["install", "pack", "i"].includes(script)) return;
    expect(scripts).toContain(script);
    if (script !== "test" && script !== "test:browser") return;
    const filters = rest.slice(1).filter((word) => !word.includes("<") && !word.includes(">"));
    for (const filter of filters) {
      // The example of a recipe, whose file the reader writes.
      if (filter === "booking-count" || command.includes("<what you touched>")) continue;
      expect(
        files.some((file) => file.includes(filter)),
        `a test file for ${filter}`,
      ).toBe(true);
    }
  });
});

describe("blocks of documents", () => {
  /** Programs and commands are run; outputs and diagrams are looked at; data is read. */
  const LANGUAGES = ["sh", "ts", "tsx", "js", "json", "text", "mermaid"];

  it.each(documents().map((document) => [document]))("say what they are in %s", (document = "") => {
    for (const { language, text } of blocksOf(document)) {
      expect(LANGUAGES).toContain(language);
      if (language === "json") expect(JSON.parse(text)).toBeTypeOf("object");
    }
  });
});

describe("the command of docs/admins.md", () => {
  it("makes somebody an admin", async () => {
    const [block] = blocksOf("docs/admins.md").filter(({ language }) => language === "js");
    const user = await newUser(context);
    const { email } = await context.db.prisma.user.findUniqueOrThrow({ where: { id: user.id } });
    const sent: unknown[] = [];
    const shell = { User: { updateOne: (...what: unknown[]) => void sent.push(...what) } };
    // What the MongoDB shell does with it.
    new Function("db", block?.text.replace("you@example.org", email) ?? "")(shell);
    const [q, u] = sent;
    await context.db.prisma.$runCommandRaw({ update: "User", updates: [{ q, u }] } as never);
    const { role } = await context.db.prisma.user.findUniqueOrThrow({ where: { id: user.id } });
    expect(role).toBe("admin");
  });
});
