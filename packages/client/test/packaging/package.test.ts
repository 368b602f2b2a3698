import { execFile } from "node:child_process";
import { copyFile, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { type InstalledClient, installClient } from "@foyer/testing/installed-client";
import { build } from "vite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const run = promisify(execFile);
const consumer = (name: string) => fileURLToPath(new URL(`consumer/${name}`, import.meta.url));

let program: InstalledClient;
beforeAll(async () => {
  program = await installClient({ asPublished: true });
});
afterAll(() => program?.remove());

/** What a tool prints; it fails the test, with that, when the tool fails. */
async function output(file: string, args: readonly string[], cwd = program.folder): Promise<string> {
  try {
    const { stdout } = await run(process.execPath, [file, ...args], { cwd });
    return stdout;
  } catch (error) {
    const { stdout = "", stderr = "" } = error as { stdout?: string; stderr?: string };
    throw new Error(`${stdout}${stderr}` || String(error));
  }
}

/** A file of one of this package's development dependencies, whatever its exports say. */
const tool = (path: string) => fileURLToPath(new URL(`../../node_modules/${path}`, import.meta.url));

describe("the package", () => {
  it("names nothing that only this repository knows, and nothing to be run at its installation", async () => {
    const text = await readFile(join(program.folder, "node_modules/@foyer/client/package.json"), "utf8");
    expect(text).not.toMatch(/workspace:|catalog:|link:|file:/);
    const manifest = JSON.parse(text);
    expect(Object.keys(manifest)).not.toContain("private");
    expect(Object.keys(manifest)).not.toContain("scripts");
    expect(Object.keys(manifest)).not.toContain("devDependencies");
    expect(Object.keys(manifest.dependencies)).toEqual(["@trpc/client", "@trpc/server", "eventsource"]);
  });

  it("asks for the versions of tRPC that this repository has", async () => {
    const catalog = await readFile(new URL("../../../../pnpm-workspace.yaml", import.meta.url), "utf8");
    const manifest = await readFile(new URL("../../package.json", import.meta.url), "utf8");
    const { dependencies } = JSON.parse(manifest);
    for (const name of ["@trpc/client", "@trpc/server"]) {
      expect(dependencies[name]).toBe(`^${catalog.match(new RegExp(`"${name}": (\\S+)`))?.[1]}`);
    }
  });

  it("leaves the repository's manifest as it was", async () => {
    const manifest = JSON.parse(await readFile(new URL("../../package.json", import.meta.url), "utf8"));
    expect(manifest.devDependencies["@foyer/contract"]).toBe("workspace:*");
  });

  it("has declarations that import nothing, but for tRPC's where tRPC is used beside it", async () => {
    const folder = join(program.folder, "node_modules/@foyer/client/dist");
    const declarations = (await readdir(folder)).filter((name) => /\.d\.c?ts$/.test(name));
    expect(declarations).toContain("index.d.cts");
    for (const name of declarations) {
      const text = await readFile(join(folder, name), "utf8");
      const imports = [...text.matchAll(/(?:from|import|require)\s*\(?"([^"]+)"/g)].map(([, from]) => from);
      const others = imports.filter((from) => !from?.startsWith("./"));
      expect([name, others]).toEqual([
        name,
        name.startsWith("trpc.") ? ["@trpc/server", "@trpc/client"] : [],
      ]);
    }
  });

  it("is the tarball that the repository's README installs", async () => {
    const readme = await readFile(new URL("../../../../README.md", import.meta.url), "utf8");
    const named = readme.match(/foyer-client-\S+\.tgz/g);
    expect(new Set(named)).toEqual(new Set([basename(program.tarball)]));
  });

  it("is what publint and attw expect of one", async () => {
    await output(tool("publint/src/cli.js"), ["run", program.tarball, "--strict"]);
    await output(tool("@arethetypeswrong/cli/dist/index.js"), [program.tarball, "--no-emoji"]);
  });
});

const COMPILERS = ["typescript-5.7", "typescript-5.9", "typescript"];
const RESOLUTIONS = {
  nodenext: { module: "nodenext", moduleResolution: "nodenext" },
  bundler: { module: "esnext", moduleResolution: "bundler" },
};
const FILES = ["right.ts", "wrong.ts", "exported.ts", "with-trpc.ts", "required.cts"];

describe("a program's types, with nothing of the libraries skipped", () => {
  beforeAll(async () => {
    for (const [name, resolution] of Object.entries(RESOLUTIONS)) {
      const folder = join(program.folder, name);
      await mkdir(folder);
      await writeFile(join(folder, "package.json"), JSON.stringify({ type: "module" }));
      const compilerOptions = {
        ...resolution,
        target: "es2022",
        types: [],
        strict: true,
        exactOptionalPropertyTypes: true,
        noUncheckedIndexedAccess: true,
        skipLibCheck: false,
        // Of what a program exports, so that others can build on it.
        declaration: true,
        outDir: "out",
      };
      await writeFile(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions }));
      for (const file of FILES) await copyFile(consumer(file), join(folder, file));
    }
  });

  it.each(COMPILERS.flatMap((compiler) => Object.keys(RESOLUTIONS).map((name) => [compiler, name] as const)))(
    "are right for %s, resolving like %s",
    async (compiler, resolution) => {
      await output(tool(`${compiler}/bin/tsc`), ["-p", join(program.folder, resolution)]);
    },
  );
});

it("the committed report of the surface is that of what was built", async () => {
  const read = (file: string) => readFile(new URL(`../../${file}`, import.meta.url), "utf8");
  expect(await read("api-report.md")).toBe(await read("generated/api-report.md"));
});

it("the README's programs compile as they stand there", async () => {
  const readme = await readFile(join(program.folder, "node_modules/@foyer/client/README.md"), "utf8");
  const blocks = [...readme.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code = ""]) => code);
  expect(blocks.length).toBeGreaterThan(3);
  const folder = join(program.folder, "readme");
  await mkdir(folder);
  await writeFile(join(folder, "package.json"), JSON.stringify({ type: "module" }));
  for (const [at, code] of blocks.entries()) await writeFile(join(folder, `block-${at}.ts`), code);
  const options = ["--noEmit", "--strict", "--module", "nodenext", "--target", "es2024"];
  const node = ["--typeRoots", tool("@types"), "--types", "node"];
  const files = blocks.map((_, at) => join(folder, `block-${at}.ts`));
  await output(tool("typescript/bin/tsc"), [...options, ...node, ...files]);
});

it("a program without a browser's libraries compiles, too", async () => {
  const folder = join(program.folder, "nodenext");
  const options = ["--ignoreConfig", "--noEmit", "--strict", "--module", "nodenext", "--target", "es2022"];
  const node = ["--lib", "es2022", "--typeRoots", tool("@types"), "--types", "node"];
  const files = ["right.ts", "wrong.ts"].map((name) => join(folder, name));
  await output(tool("typescript/bin/tsc"), [...options, ...node, ...files]);
});

describe("what a browser loads", () => {
  /** What a page loads of a program at first, as a bundler makes it for production, and how large that is on the way. */
  async function bundled(source: string): Promise<{ readonly code: string; readonly bytes: number }> {
    const entry = join(program.folder, `entry-${source.length}.js`);
    await writeFile(entry, source);
    const built = await build({
      root: program.folder,
      configFile: false,
      logLevel: "silent",
      build: { write: false, minify: true, lib: { entry, formats: ["es"] } },
    });
    const [result] = [built].flat();
    if (result === undefined || !("output" in result)) throw new Error("Nothing was bundled.");
    const chunks = result.output.filter((file) => file.type === "chunk");
    const first = chunks.find(({ isEntry }) => isEntry);
    const code = [first, ...chunks.filter(({ fileName }) => first?.imports.includes(fileName))]
      .map((chunk) => chunk?.code ?? "")
      .join("");
    return { code, bytes: gzipSync(code).byteLength };
  }

  it("is at most 15 kB for the whole client", async () => {
    const { code, bytes } = await bundled(
      'import { createFoyerClient } from "@foyer/client"; globalThis.foyer = createFoyerClient({ url: "/trpc" });',
    );
    expect(code).toContain("/trpc");
    expect(code).not.toContain("ZodError");
    expect(bytes).toBeLessThanOrEqual(15_000);
  });

  it("is neither zod nor tRPC for an amount in words", async () => {
    const { code, bytes } = await bundled(
      'import { formatMoney } from "@foyer/client/money"; globalThis.words = formatMoney(1250, "EUR");',
    );
    expect(code).toContain("XPF");
    expect(bytes).toBeLessThanOrEqual(1_500);
  });
});
