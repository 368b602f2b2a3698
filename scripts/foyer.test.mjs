import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { root } from "./run.mjs";

let cache;
let version;

beforeAll(async () => {
  // Not in the system's folder for temporary files, where programs may not be allowed to run.
  cache = await mkdtemp(join(root, "node_modules/.foyer-node-"));
  version = (await readFile(join(root, ".nvmrc"), "utf8")).trim();
  // In place of Node 24: says what it was started with, and ends as it is told.
  const name = `${process.platform === "darwin" ? "node-bin" : "node"}-${process.platform}-${process.arch}`;
  const bin = join(cache, "foyer", `${name}-${version}/node_modules/${name}/bin`);
  await mkdir(bin, { recursive: true });
  const script = `#!/bin/sh\ntrap 'exit 9' TERM\necho "started with $*"\n[ "$2" = wait ] || exit 7\nwhile :; do sleep 0.1; done\n`;
  await writeFile(join(bin, "node"), script, { mode: 0o755 });
});

afterAll(() => rm(cache, { recursive: true, force: true }));

/** Runs the entry point as if by another version of Node. */
function startOn(nodeVersion, ...args) {
  const pretend = `data:text/javascript,Object.defineProperty(process.versions,"node",{value:"${nodeVersion}"})`;
  const child = spawn(process.execPath, ["--import", pretend, join(root, "scripts/foyer.mjs"), ...args], {
    env: { ...process.env, XDG_CACHE_HOME: cache },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = Promise.all([once(child, "close"), text(child.stdout), text(child.stderr)]);
  return { child, ended: ended.then(([[code], out, err]) => ({ code, out, err })) };
}

describe("the npm commands", () => {
  it("go on under Node 24 where Node is older, say so in one line, and end as it ends", async () => {
    const { code, out, err } = await startOn("20.19.0", "bench", "hot-event").ended;
    expect(out).toBe(`started with ${join(root, "scripts/foyer.mjs")} bench hot-event\n`);
    expect(err.trimEnd().split("\n")).toEqual([
      expect.stringContaining(`using Node ${version} (from the cache)`),
    ]);
    expect(code).toBe(7);
  });

  it("pass signals on to it", async () => {
    const { child, ended } = startOn("22.1.0", "wait");
    await once(child.stdout, "data");
    child.kill("SIGTERM");
    expect((await ended).code).toBe(9);
  });

  it.each(["18.20.4", "20.18.3"])("say in one line that Node %s is too old", async (old) => {
    const { code, out, err } = await startOn(old, "start").ended;
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toBe(`foyer: Foyer needs Node 24, and Node 20.19 to fetch it; this is ${old}\n`);
  });

  it("run at once under Node 24", async () => {
    const { code, err } = await startOn(version, "no-such-command").ended;
    expect({ code, err }).toEqual({ code: 1, err: "foyer: no such command: no-such-command\n" });
  });
});

it("one version of Node is named everywhere", async () => {
  const { engines } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
  const catalog = await readFile(join(root, "pnpm-workspace.yaml"), "utf8");
  const major = version.split(".")[0];
  expect(engines.node).toBe(`>=${major}`);
  expect(catalog).toMatch(new RegExp(`"@types/node": \\^${major}\\.`));
});
