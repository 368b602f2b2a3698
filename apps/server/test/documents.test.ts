import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { createTestContext } from "@foyer/testing/test-context";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Block, blocksOf, ROOT } from "./kit/document-blocks.js";
import { listen, type TestServer } from "./kit/in-process-server.js";

const run = promisify(execFile);
const TESTS = fileURLToPath(new URL(".", import.meta.url));

const { context } = createTestContext();
let server: TestServer;
/** A folder from which the workspace's packages are found. */
let folder: string;
beforeAll(async () => {
  server = await listen(context);
  await mkdir(join(TESTS, "generated"), { recursive: true });
  folder = await mkdtemp(join(TESTS, "generated/"));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await server.close();
  await context.db.close();
});

/** The names that a module gives to others. */
function exportsOf(text: string): string[] {
  const declared = [...text.matchAll(/^export (?:const|function) (?:\{ (\w+) \}|(\w+))/gm)];
  const again = [...text.matchAll(/^export (type )?\{ ([^}]+) \}/gm)];
  return [
    ...declared.map(([, inBraces, name]) => inBraces ?? name ?? ""),
    ...again.flatMap(([, type = "", names = ""]) => names.split(", ").map((name) => `${type}${name}`)),
  ];
}

/** The block as a program: with the names of its scene that it uses and does not make. */
function programOf({ text }: Block, names: readonly string[], origin: string): string {
  const wanted = names.filter((name) => {
    const word = name.replace("type ", "");
    const isMade = new RegExp(
      `^import (?:type )?\\{[^}]*\\b${word}\\b|(?:const|let|function) (?:\\{[^}]*)?\\b${word}\\b`,
      "m",
    );
    return new RegExp(`(?<![.@/"\\w])${word}\\b(?!:)`).test(text) && !isMade.test(text);
  });
  const scene = wanted.length === 0 ? "" : `import { ${wanted.join(", ")} } from "./scene.ts";\n`;
  // What it began, such as a stream, has some time to fail.
  const end = "await new Promise((resolve) => setTimeout(resolve, 300));\nprocess.exit(0);\nexport {};\n";
  return `${scene}${text.replaceAll("http://localhost:3000", origin)}\n${end}`;
}

/** The documents whose programs are run, with the module each of them stands on. */
const SCENES = {
  "docs/programs.md": "programs-scene.ts",
  "docs/webhooks.md": "programs-scene.ts",
};

describe.each(Object.entries(SCENES))("the programs of %s", (document, sceneFile) => {
  const blocks = blocksOf(document).filter(({ language }) => language === "ts");
  const place = () => join(folder, document.replaceAll(/\W/g, "-"));
  const fileOf = ({ line }: Block) => join(place(), `line-${line}.ts`);

  beforeAll(async () => {
    await mkdir(place());
    const scene = join(TESTS, "documents", sceneFile);
    await cp(scene, join(place(), "scene.ts"));
    const names = exportsOf(await readFile(scene, "utf8"));
    for (const block of blocks) await writeFile(fileOf(block), programOf(block, names, server.origin));
    const tsconfig = {
      extends: join(ROOT, "apps/server/tsconfig.json"),
      compilerOptions: {
        noEmit: true,
        allowImportingTsExtensions: true,
        noUnusedLocals: false,
        noUnusedParameters: false,
      },
      include: ["*.ts"],
    };
    await writeFile(join(place(), "tsconfig.json"), JSON.stringify(tsconfig));
  });

  it("compile", async () => {
    const checked = run(join(ROOT, "node_modules/.bin/tsc"), ["-p", place()]).catch((error) => error);
    expect(String((await checked).stdout)).toBe("");
  });

  it.each(blocks.map((block) => [block.line, block] as const))(
    "run: the one in line %i",
    async (_, block) => {
      const env = { ...process.env, FOYER: server.origin, FOYER_API_KEY: "foyer_of-a-program" };
      const { stderr } = await run(process.execPath, [fileOf(block)], { env });
      expect(stderr).toBe("");
    },
  );
});

describe("programs that documents show and the repository has as files", () => {
  const file = (path: string) => readFile(join(ROOT, path), "utf8");
  const shown = (document: string) =>
    blocksOf(document).find(({ language }) => language === "js")?.text ?? "";

  it("are the same: the first booking of the README", async () => {
    expect(await file("e2e/examples/first-booking.mjs")).toContain(shown("README.md"));
  });

  it("are the same: the receiver of docs/webhooks.md, but for where it listens", async () => {
    const [receiver] = shown("docs/webhooks.md").split("server.listen");
    expect(await file("e2e/examples/webhook-receiver.mjs")).toContain(receiver);
  });
});
